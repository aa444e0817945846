namespace Actors;

/// <summary>Who wants events of one type. Disposing ends it.</summary>
internal abstract class EventSubscription : IDisposable
{
    private protected EventSubscription(EventStream stream) => Stream = stream;

    private protected EventStream Stream { get; }

    /// <summary>The engine's events that are of the type wanted.</summary>
    internal abstract EventKinds Kinds { get; }

    /// <summary>Hands the event on if it is of the type wanted. May throw what the subscriber throws.</summary>
    internal abstract void Offer(object occurrence);

    public virtual void Dispose() => Stream.Remove(this);
}

internal abstract class EventSubscription<TEvent>(EventStream stream) : EventSubscription(stream)
    where TEvent : class
{
    internal sealed override EventKinds Kinds =>
        KindOf<DeadLetter>(EventKinds.DeadLetter) | KindOf<ActorStarted>(EventKinds.Started) | KindOf<ActorStopped>(EventKinds.Stopped)
        | KindOf<ActorRestarted>(EventKinds.Restarted) | KindOf<ActorFailed>(EventKinds.Failed);

    private static EventKinds KindOf<TKnown>(EventKinds kind) => typeof(TEvent).IsAssignableFrom(typeof(TKnown)) ? kind : EventKinds.None;
}

internal sealed class ListenerSubscription<TEvent>(EventStream stream, Action<TEvent> listener) : EventSubscription<TEvent>(stream)
    where TEvent : class
{
    internal override void Offer(object occurrence)
    {
        if (occurrence is TEvent wanted) listener(wanted);
    }
}

/// <summary>Tells an actor, and watches it so as to end with it.</summary>
internal sealed class ActorSubscription<TEvent> : EventSubscription<TEvent>
    where TEvent : class
{
    private readonly ActorRef<TEvent> _actor;
    private readonly EndMarker _watcher;

    internal ActorSubscription(EventStream stream, ActorRef<TEvent> actor)
        : base(stream)
    {
        _actor = actor;
        _watcher = new EndMarker(this);
    }

    /// <summary>To be called once it is in the stream: the actor may be gone already, which takes it out again.</summary>
    internal void Watch() => _actor.SendSystem(new WatchMessage(_watcher));

    internal override void Offer(object occurrence)
    {
        if (occurrence is TEvent wanted && _actor.IsAlive) _actor.Tell(wanted);
    }

    public override void Dispose()
    {
        base.Dispose();
        _actor.SendSystem(new UnwatchMessage(_watcher));
    }

    private sealed class EndMarker(ActorSubscription<TEvent> subscription) : MarkerRef
    {
        internal override void SendSystem(SystemMessage message)
        {
            if (message is TerminatedMessage) subscription.Stream.Remove(subscription);
        }
    }
}
