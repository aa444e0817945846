using Actors.Remote;

namespace Actors.IntegrationTests.ClusterPeer;

/// <summary>To a virtual actor of the kind <c>probe</c>: who serves it?</summary>
[Message("probe")]
public sealed record Probe(ActorRef<Probed> ReplyTo);

/// <summary>The node (with its incarnation), the fencing token, and how many probes this activation has had.</summary>
[Message("probed")]
public sealed record Probed(string Node, long Token, long Count);

/// <summary>To <c>/user/pinned</c>: counts.</summary>
[Message("count")]
public sealed record Count(ActorRef<Counted> ReplyTo);

/// <summary>What <c>/user/pinned</c> has counted in its life.</summary>
[Message("counted")]
public sealed record Counted(long Number, string Node);

/// <summary>To <c>/user/watcher</c>: watches the address, and prints <c>terminated: address</c> when that comes.</summary>
[Message("watch-it")]
public sealed record WatchIt(string Address, ActorRef<Done> ReplyTo);

/// <summary>To <c>/user/traffic</c>: asks keys 0 to <paramref name="Keys"/> - 1 again and again, each with this timeout; 0 keys: stops.</summary>
[Message("traffic")]
public sealed record Traffic(int Keys, int TimeoutMilliseconds, ActorRef<TrafficReport> ReplyTo);

/// <summary>What the traffic has come to so far.</summary>
[Message("traffic-report")]
public sealed record TrafficReport(long Answered, long Failed, string FirstFailure);

/// <summary>To <c>/user/namer</c>: starts <c>/user/leader</c> on this node and registers it as a name of the whole cluster.</summary>
[Message("take-name")]
public sealed record TakeName(ActorRef<NameTaken> ReplyTo);

/// <summary>The node that has the name now.</summary>
[Message("name-taken")]
public sealed record NameTaken(string Owner);

/// <summary>To <c>/user/namer</c>: asks <c>/user/leader</c>, wherever it lives, by its name alone.</summary>
[Message("ask-name")]
public sealed record AskName(ActorRef<NameAnswer> ReplyTo);

/// <summary>The node that answered, or why none did.</summary>
[Message("name-answer")]
public sealed record NameAnswer(string Node, string Failure);

/// <summary>It has been done.</summary>
[Message("done")]
public sealed record Done;

/// <summary>The codecs.</summary>
[MessageManifest]
public static partial class ClusterMessages;
