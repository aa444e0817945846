using Actors.Remote;

namespace Actors.IntegrationTests.RemotePeer;

/// <summary>Told in a row, beginning with 0.</summary>
[Message("peer.step")]
public sealed record Step(long Number);

/// <summary>How many steps came, and how many of them out of their place.</summary>
[Message("peer.steps")]
public sealed record Steps(long Count, long Misplaced);

/// <summary>Asks the counter once <paramref name="Count"/> steps have come.</summary>
[Message("peer.await-steps")]
public sealed record AwaitSteps(long Count, ActorRef<Steps> ReplyTo);

/// <summary>Adds one.</summary>
[Message("peer.add")]
public sealed record Add(long Number);

/// <summary>Tells <paramref name="To"/> a step.</summary>
[Message("peer.pass")]
public sealed record Pass(ActorRef<Step> To, long Number);

/// <summary>The messages of this program.</summary>
[MessageManifest]
public static partial class PeerMessages;
