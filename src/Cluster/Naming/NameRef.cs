namespace Actors.Cluster;

/// <summary>A path that may be a cluster-wide name: looked up at each message, so it follows the name.</summary>
internal sealed class NameRef<T>(ClusterNode node, ActorPath path) : ActorRef<T>
{
    internal override ActorSystem System => node.System;

    public override ActorPath Path => path;

    public override bool IsAlive => Find() is { IsAlive: true };

    public override ActorAddress Address => new(null, path);

    public override void Tell(T message, ActorRef? sender)
    {
        if (Find() is { } actor) actor.Tell(message, sender);
        else Drop(message, sender);
    }

    /// <summary>Waits at who has the name when it is called.</summary>
    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (Find() is { } actor) return actor.TellAsync(message, cancellationToken);
        Drop(message, null);
        return ValueTask.CompletedTask;
    }

    internal override Task? Offer(T message, ActorRef? sender)
    {
        if (Find() is { } actor) return actor.Offer(message, sender);
        Drop(message, sender);
        return null;
    }

    internal override void SendSystem(SystemMessage message)
    {
        // A watch ends with the actor that has the name now; its Terminated names this ref.
        if (message is WatchMessage watch)
        {
            if (Find() is { } actor) actor.SendSystem(new WatchMessage(new Relay(this, watch.Watcher)));
            else watch.Watcher.SendSystem(new TerminatedMessage(this));
        }
        else if (message is UnwatchMessage unwatch)
        {
            Find()?.SendSystem(new UnwatchMessage(new Relay(this, unwatch.Watcher))); // who had the name before tells a relay whose watcher takes no notice
        }
        else if (message is StopMessage && Find() is { } stopped)
        {
            stopped.SendSystem(message);
        }
    }

    private protected override void RefuseType(object message, ActorRef? sender) =>
        System.DeadLetters.Publish(message, path.ToString(), sender, DeadLetterReason.WrongType);

    public override bool Equals(ActorRef? other) => other?.Origin is NameRef<T> name && name.Path.Equals(path);

    public override int GetHashCode() => path.GetHashCode();

    private void Drop(T message, ActorRef? sender) => System.DeadLetters.Publish(message, path.ToString(), sender, DeadLetterReason.UnknownName);

    private ActorRef<T>? Find()
    {
        if (node.FindName(path) is not { } owner) return null;
        return System.Resolve<T>(new ActorAddress(owner, path));
    }

    /// <summary>One for each watcher, however often it is made: a watch that is taken back is found by it.</summary>
    private sealed class Relay(NameRef<T> name, ActorRef watcher) : MarkerRef
    {
        private (NameRef<T> Name, ActorRef Watcher) Key => (name, watcher);

        public override bool Equals(ActorRef? other) => other is Relay relay && relay.Key.Name.Equals(name) && relay.Key.Watcher.Equals(watcher);

        public override int GetHashCode() => HashCode.Combine(name, watcher);

        internal override void SendSystem(SystemMessage message)
        {
            if (message is TerminatedMessage) watcher.SendSystem(new TerminatedMessage(name));
        }
    }
}
