namespace Actors.Remote;

/// <summary>
/// A message on its way from a reliable producer to a reliable consumer. Name its construction in the manifest,
/// <c>[MessageManifest(typeof(Sequenced&lt;Order&gt;))]</c>, where it shall travel between nodes.
/// </summary>
/// <param name="Producer">The producer's name, its address, the same in all its lives.</param>
/// <param name="Life">Grows with each life of the producer; numbers begin anew with each.</param>
/// <param name="Number">1, 2, 3, ... without a gap.</param>
/// <param name="FirstUnconfirmed">All before it have been confirmed.</param>
/// <param name="IsProbe">The producer asks what has arrived.</param>
/// <param name="Message">What is delivered.</param>
/// <param name="ReplyTo">Where acknowledgements go.</param>
/// <typeparam name="T">The message delivered.</typeparam>
[Message("actors.delivery.sequenced")]
public sealed record Sequenced<T>(string Producer, long Life, long Number, long FirstUnconfirmed, bool IsProbe, T Message, ActorRef<DeliveryAck> ReplyTo) : ConsumerCommand<T>;
