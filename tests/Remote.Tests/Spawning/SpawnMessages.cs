namespace Actors.Remote.Tests.Spawning;

/// <summary>The argument of a kind.</summary>
[Message("spawning.start")]
public sealed record Start(long From, ActorRef<Nodes.Number>? Log);

/// <summary>Larger than may be.</summary>
[Message("spawning.bulk")]
public sealed record Bulk(byte[] Bytes);
