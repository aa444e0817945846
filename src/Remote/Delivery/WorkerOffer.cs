namespace Actors.Remote;

/// <summary>A worker asks a producer for work. Sent by itself, again and again; name its construction in the manifest beside <see cref="Sequenced{T}"/>.</summary>
/// <param name="Worker">Where work goes.</param>
/// <param name="Window">How much of it at a time.</param>
/// <typeparam name="T">The work.</typeparam>
[Message("actors.delivery.worker")]
public sealed record WorkerOffer<T>(ActorRef<Sequenced<T>> Worker, int Window) : ProducerCommand;
