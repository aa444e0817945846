using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// What happens in a system, for whoever wants to know: each <see cref="DeadLetter"/>, <see cref="ActorStarted"/>,
/// <see cref="ActorStopped"/>, <see cref="ActorRestarted"/>, <see cref="ActorFailed"/> (all but the first are
/// <see cref="ActorEvent"/>s), and whatever is published beside. Of this process only. Thread-safe. An event that nobody
/// has subscribed to is not made.
/// </summary>
public sealed class EventStream
{
    /// <summary>Events published within the handling of events, within the handling of events, and so on: beyond this depth listeners are not told.</summary>
    public const int MaxNesting = 16;

    [ThreadStatic]
    private static int t_nesting;

    private readonly Lock _lock = new();
    private readonly ILogger _log;
    private EventSubscription[] _subscriptions = [];
    private volatile EventKinds _wanted;

    internal EventStream(ILogger log) => _log = log;

    /// <summary>
    /// Calls <paramref name="listener"/> for each event of type <typeparamref name="TEvent"/> or derived from it, on the
    /// thread that found it: it must be quick, and what it throws is logged. Ends when the result is disposed; a call that
    /// has begun may still end after that.
    /// </summary>
    public IDisposable Subscribe<TEvent>(Action<TEvent> listener)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(listener);
        var subscription = new ListenerSubscription<TEvent>(this, listener);
        Add(subscription);
        return subscription;
    }

    /// <summary>
    /// Tells <paramref name="actor"/> each event of type <typeparamref name="TEvent"/> or derived from it. Ends with the
    /// actor, not with its restart, or when the result is disposed; events that are in the mailbox by then are handled.
    /// </summary>
    public IDisposable Subscribe<TEvent>(ActorRef<TEvent> actor)
        where TEvent : class
    {
        ArgumentNullException.ThrowIfNull(actor);
        var subscription = new ActorSubscription<TEvent>(this, actor);
        Add(subscription);
        subscription.Watch();
        return subscription;
    }

    /// <summary>Tells all who have subscribed to the type of <paramref name="occurrence"/>, in the order in which they subscribed.</summary>
    public void Publish(object occurrence)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        if (t_nesting >= MaxNesting) return;
        t_nesting++;
        try
        {
            foreach (var subscription in Volatile.Read(ref _subscriptions)) Offer(subscription, occurrence);
        }
        finally
        {
            t_nesting--;
        }
    }

    /// <summary>True if somebody has subscribed to events of one of these kinds. Costs a read.</summary>
    internal bool Wants(EventKinds kinds) => (_wanted & kinds) != 0;

    internal void Remove(EventSubscription subscription)
    {
        lock (_lock) Set([.. _subscriptions.Where(held => !ReferenceEquals(held, subscription))]);
    }

    private void Add(EventSubscription subscription)
    {
        lock (_lock) Set([.. _subscriptions, subscription]);
    }

    private void Set(EventSubscription[] subscriptions)
    {
        Volatile.Write(ref _subscriptions, subscriptions);
        var wanted = EventKinds.None;
        foreach (var subscription in subscriptions) wanted |= subscription.Kinds;
        _wanted = wanted;
    }

    private void Offer(EventSubscription subscription, object occurrence)
    {
        try
        {
            subscription.Offer(occurrence);
        }
        catch (Exception error)
        {
            CoreLog.ListenerFailed(_log, error, occurrence.GetType().Name);
        }
    }
}
