namespace Actors.Remote;

/// <summary>
/// What a consumer knows of the last life of one producer: which number comes next, what waits, and what has been confirmed.
/// Belongs to the consumer's actor.
/// </summary>
internal sealed class InboundStream<T>
{
    private readonly int _window;
    private readonly Queue<(long Number, T Message)> _untold = new();
    private long _acknowledged;
    private bool _gapSaid;
    private bool _isInLine;

    internal InboundStream(Sequenced<T> first, int window)
    {
        _window = window;
        Producer = first.Producer;
        ReplyTo = first.ReplyTo;
        Begin(first);
    }

    internal string Producer { get; }

    internal long Life { get; private set; }

    /// <summary>The number that is taken next. Those before the first one's unconfirmed were confirmed by an earlier life of the consumer.</summary>
    internal long Expected { get; private set; }

    internal long ConfirmedTo { get; private set; }

    /// <summary>Taken and not yet confirmed.</summary>
    internal int Waiting { get; private set; }

    /// <summary>Nobody would miss it: nothing waits, and it stands in no line.</summary>
    internal bool IsIdle => Waiting == 0 && !_isInLine;

    internal long LastHeard { get; set; }

    internal ActorRef<DeliveryAck> ReplyTo { get; set; }

    /// <summary>True once when there is something to deliver and the stream does not wait for its turn yet.</summary>
    internal bool MustGetInLine
    {
        get
        {
            if (_isInLine || _untold.Count == 0) return false;
            return _isInLine = true;
        }
    }

    /// <summary>The producer begins a life: numbers begin anew, and what the one before has left waiting is dropped, as it is there.</summary>
    internal void Begin(Sequenced<T> first)
    {
        Life = first.Life;
        Expected = first.FirstUnconfirmed;
        ConfirmedTo = _acknowledged = first.FirstUnconfirmed - 1;
        Waiting = 0;
        _gapSaid = false;
        _untold.Clear();
    }

    /// <summary>True if the message is the next one and is to be delivered; each number is taken once.</summary>
    internal bool Take(Sequenced<T> message)
    {
        if (message.FirstUnconfirmed > Expected) // confirmed by an earlier life of this consumer after what began this stream had been sent
        {
            Expected = message.FirstUnconfirmed;
            ConfirmedTo = Math.Max(ConfirmedTo, Expected - 1);
        }

        if (message.Number != Expected || Waiting >= _window) return false;
        Expected++;
        Waiting++;
        _gapSaid = false;
        _untold.Enqueue((message.Number, message.Message));
        return true;
    }

    /// <summary>It is the stream's turn.</summary>
    internal Delivery<T>? Next(ActorRef<ConsumerCommand<T>> consumer)
    {
        _isInLine = false;
        return _untold.TryDequeue(out var next) ? new Delivery<T>(consumer, this, next.Number, next.Message) : null;
    }

    /// <summary>What is said at once: an answer to a probe, and that a number is missing, once.</summary>
    internal DeliveryAck? AnswerTo(Sequenced<T> message)
    {
        bool gap = message.Number > Expected && !_gapSaid;
        if (!gap && !message.IsProbe) return null;
        _gapSaid |= message.Number > Expected;
        return Say(mustResend: true);
    }

    /// <summary>To whoever still sends under a life that is not the last.</summary>
    internal DeliveryAck AnswerToOlder(Sequenced<T> message) => new(Producer, message.Life, 0, 0, 0, false, Life);

    /// <summary>An acknowledgement when it is worth one: a quarter of the window, or nothing waits any more.</summary>
    internal DeliveryAck? Confirm(long number)
    {
        Waiting--;
        ConfirmedTo = Math.Max(ConfirmedTo, number);
        return Waiting == 0 || ConfirmedTo - _acknowledged >= Math.Max(1, _window / 4) ? Say(mustResend: false) : null;
    }

    private DeliveryAck Say(bool mustResend)
    {
        _acknowledged = ConfirmedTo;
        return new DeliveryAck(Producer, Life, Expected - 1, ConfirmedTo, ConfirmedTo + _window, mustResend);
    }
}
