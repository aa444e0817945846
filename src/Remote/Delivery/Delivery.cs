namespace Actors.Remote;

/// <summary>
/// A message that a reliable consumer's actor has been given. The next one comes once this one has been confirmed. It
/// comes again if the actor fails before.
/// </summary>
/// <typeparam name="T">The message delivered.</typeparam>
public sealed class Delivery<T>
{
    private readonly ActorRef<ConsumerCommand<T>> _consumer;
    private int _begun;
    private int _confirmed;

    internal Delivery(ActorRef<ConsumerCommand<T>> consumer, InboundStream<T> stream, long number, T message)
    {
        _consumer = consumer;
        Stream = stream;
        Life = stream.Life;
        Number = number;
        Message = message;
        Attempt = 1;
    }

    private Delivery(Delivery<T> before)
    {
        _consumer = before._consumer;
        Stream = before.Stream;
        Life = before.Life; // not the stream's, which may be another by now
        Number = before.Number;
        Message = before.Message;
        Attempt = before.Attempt + 1;
    }

    /// <summary>What the producer sent.</summary>
    public T Message { get; }

    /// <summary>The producer's name.</summary>
    public string Producer => Stream.Producer;

    /// <summary>The message's number in the producer's life; a message that comes again has the same.</summary>
    public long Number { get; }

    /// <summary>1, and one more each time that it comes again to this consumer.</summary>
    public int Attempt { get; }

    internal InboundStream<T> Stream { get; }

    /// <summary>The producer's life that the number belongs to: the stream may have another by now.</summary>
    internal long Life { get; }

    internal bool HasBegun => Volatile.Read(ref _begun) != 0;

    internal bool IsConfirmed => Volatile.Read(ref _confirmed) != 0;

    /// <summary>
    /// The message has been dealt with and never needs to come again. Idempotent; from any thread, also after the handler has ended,
    /// but not after it has failed: then the message is on its way again.
    /// </summary>
    public void Confirm()
    {
        if (Interlocked.Exchange(ref _confirmed, 1) == 0) _consumer.Tell(new DeliveryConfirmed<T>(this));
    }

    /// <summary>The same, to be given once more.</summary>
    internal Delivery<T> Again() => new(this);

    internal void Begin() => Volatile.Write(ref _begun, 1);
}

/// <summary>A message has been dealt with.</summary>
internal sealed record DeliveryConfirmed<T>(Delivery<T> Delivery) : ConsumerCommand<T>;

/// <summary>A worker offers itself again.</summary>
internal sealed record OfferDue<T> : ConsumerCommand<T>;
