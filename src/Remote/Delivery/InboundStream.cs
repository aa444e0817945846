namespace Actors.Remote;

/// <summary>
/// What a consumer knows of one life of one producer: which number comes next, and what has been confirmed. Belongs to the
/// consumer's actor.
/// </summary>
internal sealed class InboundStream<T>(Sequenced<T> first, int window)
{
    private long _acknowledged = first.FirstUnconfirmed - 1;
    private bool _gapSaid;

    internal string Producer => first.Producer;

    internal long Life => first.Life;

    /// <summary>The number that is taken next. Those before the first one's unconfirmed were confirmed by an earlier life of the consumer.</summary>
    internal long Expected { get; private set; } = first.FirstUnconfirmed;

    internal long ConfirmedTo { get; private set; } = first.FirstUnconfirmed - 1;

    /// <summary>Taken and not yet confirmed.</summary>
    internal int Waiting { get; private set; }

    internal long LastHeard { get; set; }

    internal ActorRef<DeliveryAck> ReplyTo { get; set; } = first.ReplyTo;

    /// <summary>True if the message is the next one and is to be delivered; each number is taken once.</summary>
    internal bool Take(Sequenced<T> message)
    {
        if (message.FirstUnconfirmed > Expected) // confirmed by an earlier life of this consumer after what began this stream had been sent
        {
            Expected = message.FirstUnconfirmed;
            ConfirmedTo = Math.Max(ConfirmedTo, Expected - 1);
        }

        if (message.Number != Expected || Waiting >= window) return false;
        Expected++;
        Waiting++;
        _gapSaid = false;
        return true;
    }

    /// <summary>What is said at once: an answer to a probe, and that a number is missing, once.</summary>
    internal DeliveryAck? AnswerTo(Sequenced<T> message)
    {
        bool gap = message.Number > Expected && !_gapSaid;
        if (!gap && !message.IsProbe) return null;
        _gapSaid |= message.Number > Expected;
        return Say(mustResend: true);
    }

    internal void Confirm(long number)
    {
        Waiting--;
        ConfirmedTo = Math.Max(ConfirmedTo, number);
    }

    /// <summary>An acknowledgement when it is worth one: a quarter of the window, or nothing waits any more.</summary>
    internal DeliveryAck? AnswerToConfirmed() =>
        Waiting == 0 || ConfirmedTo - _acknowledged >= Math.Max(1, window / 4) ? Say(mustResend: false) : null;

    private DeliveryAck Say(bool mustResend)
    {
        _acknowledged = ConfirmedTo;
        return new DeliveryAck(Producer, Life, Expected - 1, ConfirmedTo, ConfirmedTo + window, mustResend);
    }
}
