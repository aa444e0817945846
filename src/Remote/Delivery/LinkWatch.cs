namespace Actors.Remote;

/// <summary>Tells a producer of links that have been opened. What is beyond the bound is not told: the next tick finds it. Any thread.</summary>
internal sealed class LinkWatch
{
    /// <summary>Links that a producer has not been able to look at.</summary>
    internal const int MaxWaiting = 64;

    private readonly ActorRef<ProducerCommand> _producer;
    private readonly IDisposable _subscription;
    private int _waiting;

    internal LinkWatch(EventStream events, ActorRef<ProducerCommand> producer)
    {
        _producer = producer;
        _subscription = events.Subscribe<LinkConnected>(OnConnected);
    }

    /// <summary>The producer has looked at one.</summary>
    internal void OnHandled() => Interlocked.Decrement(ref _waiting);

    internal void End() => _subscription.Dispose();

    private void OnConnected(LinkConnected change)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting) Interlocked.Decrement(ref _waiting);
        else _producer.Tell(new LinkBack(change.Peer));
    }
}
