namespace Actors.Remote;

/// <summary>What a reliable consumer tells the producer. Always registered.</summary>
/// <param name="Producer">The producer's name.</param>
/// <param name="Life">The producer's life that is meant.</param>
/// <param name="ReceivedTo">All up to this one have arrived.</param>
/// <param name="ConfirmedTo">All up to this one have been confirmed by the consumer.</param>
/// <param name="RequestedTo">Up to this one may be sent.</param>
/// <param name="MustResend">What came after <paramref name="ReceivedTo"/> until now has been lost.</param>
/// <param name="NewestLife">
/// The consumer knows a later life of that producer, this one, and takes nothing of <paramref name="Life"/>: a producer that is
/// there begins anew with a larger one. 0: it does not.
/// </param>
[Message("actors.delivery.ack")]
public sealed record DeliveryAck(string Producer, long Life, long ReceivedTo, long ConfirmedTo, long RequestedTo, bool MustResend, long NewestLife = 0) : ProducerCommand;
