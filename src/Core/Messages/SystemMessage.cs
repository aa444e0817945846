namespace Actors;

/// <summary>What the runtime tells an actor about life and death. Handled before user messages, in order.</summary>
internal abstract class SystemMessage
{
    /// <summary>The next one in the receiving cell's queue. Each instance is sent once.</summary>
    internal SystemMessage? Next;
}

/// <summary>Asks for one <see cref="TerminatedMessage"/> to <paramref name="watcher"/> when the receiver has stopped.</summary>
internal sealed class WatchMessage(ActorRef watcher) : SystemMessage
{
    internal ActorRef Watcher => watcher;
}

/// <summary>Takes a <see cref="WatchMessage"/> back.</summary>
internal sealed class UnwatchMessage(ActorRef watcher) : SystemMessage
{
    internal ActorRef Watcher => watcher;
}

/// <summary>To a watcher: <paramref name="actor"/> has stopped, or its node is dead.</summary>
internal sealed class TerminatedMessage(ActorRef actor) : SystemMessage
{
    internal ActorRef Actor => actor;
}

/// <summary>Stop after the current message.</summary>
internal sealed class StopMessage : SystemMessage;
