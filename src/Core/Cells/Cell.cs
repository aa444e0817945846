using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>
/// The part of an actor that does not depend on its message type: its place in the hierarchy, its life, its watches.
/// Everything here runs on the actor's own turn unless it says otherwise.
/// </summary>
internal abstract partial class Cell : Runnable
{
    private SystemMessage? _system; // newest first; pushed by anybody, taken whole by the turn
    private CellDetails? _details;
    private ActorPath? _path;

    private protected Cell(ActorSystem system, Cell? parent, string name, SupervisionStrategy strategy, Dispatcher dispatcher)
    {
        System = system;
        Parent = parent;
        Name = name;
        Strategy = strategy;
        Dispatcher = dispatcher;
        Uid = system.NextUid();
    }

    internal ActorSystem System { get; }

    internal Cell? Parent { get; }

    internal string Name { get; }

    internal ulong Uid { get; }

    internal SupervisionStrategy Strategy { get; }

    internal Dispatcher Dispatcher { get; }

    internal CellState State { get; private set; }

    internal abstract ActorRef Self { get; }

    /// <summary>What keeps the actor and its descendants from their messages at times; null for most.</summary>
    internal abstract TurnGate? Gate { get; }

    /// <summary>Messages waiting. Any thread.</summary>
    internal abstract long Depth { get; }

    internal ActorPath Path => _path ?? MakePath();

    /// <summary>The type of the message that is being handled; null if none is. Any thread.</summary>
    internal abstract Type? Handling { get; }

    private protected CellDetails? DetailsIfAny => _details;

    internal CellDetails Details => _details ?? MakeDetails();

    private protected bool HasSystemMessages => Volatile.Read(ref _system) is not null;

    /// <summary>Puts a system message before all user messages. Any thread.</summary>
    internal void SendSystem(SystemMessage message)
    {
        while (true)
        {
            var newest = Volatile.Read(ref _system);
            message.Next = newest;
            if (Interlocked.CompareExchange(ref _system, message, newest) == newest) break;
        }

        if (SignalQueue()) Dispatcher.Schedule(this);
    }

    /// <summary>Has the actor start, though nobody told it anything. Any thread.</summary>
    internal void Wake()
    {
        if (SignalQueue()) Dispatcher.Schedule(this);
    }

    private protected abstract bool SignalQueue();

    private protected abstract void ClearQueueSignal();

    /// <summary>Handles all system messages that have come, oldest first.</summary>
    private protected void HandleSystemMessages()
    {
        ClearQueueSignal();
        SystemMessage? oldest = null;
        for (var message = Interlocked.Exchange(ref _system, null); message is not null;)
        {
            (var next, message.Next) = (message.Next, oldest);
            oldest = message;
            message = next;
        }

        HandleInOrder(oldest);
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case WatchMessage watch: AddWatcher(watch.Watcher); break;
            case UnwatchMessage unwatch: _details?.Watchers?.Remove(unwatch.Watcher); break;
            case TerminatedMessage terminated: OnTerminated(terminated.Actor); break;
            case StopMessage: BeginStop(); break;
            case AbandonMessage: Abandon(); break;
            case ChildFailedMessage failed: OnChildFailed(failed); break;
            case ChildStoppedMessage stopped: OnChildStopped(stopped.Child); break;
            case TurnMessage turn: turn.Run(); break;
            case DirectiveMessage directive: OnDirective(directive); break;
        }
    }

    /// <summary>False while a gate forbids the set-up.</summary>
    private protected abstract bool MayStart();

    /// <summary>From here on no handler of the actor's runs.</summary>
    private protected abstract void ForgetBehavior();

    /// <summary>Makes a fresh behaviour. False if it is Stopped. If it throws, there is none.</summary>
    private protected abstract bool InstallBehavior();

    private protected abstract bool HasBehavior { get; }

    /// <summary>Hands a signal to the behaviour, which may change by it. Throws what its handler throws.</summary>
    private protected abstract void Deliver(Signal signal);

    /// <summary>Tells a behaviour that wants to know that the actor begins to stop, before its children do.</summary>
    private protected abstract void SignalStopping();

    /// <summary>Sends queued messages to the dead letters. False if there may be more than <paramref name="most"/>.</summary>
    private protected abstract bool DrainToDeadLetters(long most);

    /// <summary>Without recursion: a local hierarchy may be deeper than the stack.</summary>
    private ActorPath MakePath()
    {
        var unnamed = new Stack<Cell>();
        var cell = this;
        for (; cell._path is null && cell.Parent is not null; cell = cell.Parent) unnamed.Push(cell);
        var path = cell._path ??= ActorPath.Root;
        while (unnamed.TryPop(out var next)) path = next._path = path.TrustedChild(next.Name);
        return path;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CellDetails MakeDetails()
    {
        var made = new CellDetails();
        return Interlocked.CompareExchange(ref _details, made, null) ?? made;
    }
}
