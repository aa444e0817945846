namespace Actors;

/// <summary>A ref that leads nowhere: everything told to it goes to the dead letters.</summary>
internal sealed class DeadRef<T>(ActorSystem system, ActorAddress address, DeadLetterReason reason) : ActorRef<T>
{
    internal override ActorSystem System => system;

    public override ActorPath Path => address.Path;

    public override bool IsAlive => false;

    public override ActorAddress Address => address;

    public override void Tell(T message, ActorRef? sender) => system.DeadLetters.Publish(message, address.ToString(), sender, reason);

    internal override void SendSystem(SystemMessage message)
    {
        if (message is WatchMessage watch) watch.Watcher.SendSystem(new TerminatedMessage(this));
    }

    private protected override void RefuseType(object message, ActorRef? sender) => system.DeadLetters.Publish(message, address.ToString(), sender, reason);

    public override bool Equals(ActorRef? other) => other?.Origin is DeadRef<T> dead && dead.Address == address;

    public override int GetHashCode() => address.GetHashCode();
}
