namespace Actors.Remote;

/// <summary>
/// What a producer has sent to one consumer and may have to send again. Belongs to the producer's actor.
/// </summary>
internal sealed class OutboundStream<T>(string producer, long life, ActorRef<Sequenced<T>> consumer, ActorRef<DeliveryAck> replyTo, long requested)
{
    private readonly Queue<T> _unconfirmed = new();
    private long _confirmedTo;
    private long _receivedTo;
    private long _requestedTo = requested;
    private int _silentTicks;
    private int _probeAfter = 1;

    internal long Life => life;

    internal ActorRef<Sequenced<T>> Consumer => consumer;

    internal int Unconfirmed => _unconfirmed.Count;

    /// <summary>How many more it would take.</summary>
    internal long Demand => _requestedTo - LastSent;

    internal IEnumerable<T> Messages => _unconfirmed;

    private long LastSent => _confirmedTo + _unconfirmed.Count;

    /// <summary>The first one asks at once what the consumer takes.</summary>
    internal void Send(T message)
    {
        _unconfirmed.Enqueue(message);
        Tell(LastSent, message, isProbe: LastSent == 1);
    }

    internal void OnAck(DeliveryAck ack)
    {
        if (ack.ConfirmedTo > LastSent || ack.ReceivedTo > LastSent) return; // of nothing that was sent
        _silentTicks = 0;
        _probeAfter = 1;
        while (_confirmedTo < ack.ConfirmedTo)
        {
            _unconfirmed.Dequeue();
            _confirmedTo++;
        }

        // What a consumer that has started anew has received may be less than its former life had.
        _receivedTo = Math.Max(ack.ReceivedTo, _confirmedTo);
        _requestedTo = Math.Max(_confirmedTo + 1, ack.RequestedTo);
        if (ack.MustResend) Resend();
    }

    /// <summary>Asks the consumer what it has if nothing has been heard of it for a while; rarer each time.</summary>
    internal void OnTick(int maxTicks)
    {
        if (_unconfirmed.Count == 0 || ++_silentTicks < _probeAfter) return;
        _silentTicks = 0;
        _probeAfter = Math.Min(_probeAfter * 2, maxTicks);
        Probe();
    }

    /// <summary>A link is there again: who has been asked in vain is asked at once. Who has not may answer still, and is asked at the next tick.</summary>
    internal void OnLink(NodeAddress peer)
    {
        if (_unconfirmed.Count == 0 || _probeAfter == 1) return;
        if (consumer.Address.Node is { } node && node.Endpoint != peer.Endpoint) return; // a path without a node may lead there
        _silentTicks = 0;
        Probe();
    }

    private void Probe()
    {
        long number = Math.Min(Math.Max(_receivedTo, _confirmedTo) + 1, LastSent);
        if (_receivedTo >= LastSent) number = _confirmedTo + 1;
        Tell(number, _unconfirmed.ElementAt((int)(number - _confirmedTo - 1)), isProbe: true);
    }

    private void Resend()
    {
        long number = _confirmedTo;
        foreach (var message in _unconfirmed)
        {
            if (++number > _requestedTo) return;
            if (number > _receivedTo) Tell(number, message, isProbe: false);
        }
    }

    private void Tell(long number, T message, bool isProbe) =>
        consumer.Tell(new Sequenced<T>(producer, life, number, _confirmedTo + 1, isProbe, message, replyTo));
}
