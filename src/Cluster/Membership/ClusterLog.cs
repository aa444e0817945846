using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>What membership logs. Event ids are stable: 3000-3099 stores, 3100-3199 membership.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(3000, LogLevel.Warning, "The log {Path} ended with {Bytes} bytes of a torn write; they are cut off.")]
    internal static partial void EmbeddedLogTorn(ILogger logger, string path, long bytes);

    [LoggerMessage(3001, LogLevel.Information, "This process serves the embedded store in {Directory} on loopback port {Port}.")]
    internal static partial void EmbeddedServing(ILogger logger, string directory, int port);

    [LoggerMessage(3002, LogLevel.Error, "This process stops serving the embedded store in {Directory}; another may take over.")]
    internal static partial void EmbeddedStopped(ILogger logger, string directory, Exception reason);

    [LoggerMessage(3003, LogLevel.Warning, "A client of the embedded store was refused: {Reason}")]
    internal static partial void EmbeddedClientRefused(ILogger logger, string reason);

    [LoggerMessage(3100, LogLevel.Information, "{Node} has joined as incarnation {Incarnation} in universe {Universe}.")]
    internal static partial void Joined(ILogger logger, string node, ulong incarnation, string universe);

    [LoggerMessage(3101, LogLevel.Information, "Founding the cluster '{Cluster}' at {Store}.")]
    internal static partial void Founded(ILogger logger, string cluster, string store);

    [LoggerMessage(3102, LogLevel.Warning, "{Node} cannot confirm its lease: {Reason} It goes on until the lease ends and freezes then.")]
    internal static partial void ConfirmFailed(ILogger logger, string node, string reason);

    [LoggerMessage(3103, LogLevel.Information, "{Node} confirms its lease again.")]
    internal static partial void ConfirmsAgain(ILogger logger, string node);

    [LoggerMessage(3104, LogLevel.Warning, "{Node} cannot follow the cluster's changes: {Reason} It tries on.")]
    internal static partial void WatchFailed(ILogger logger, string node, string reason);

    [LoggerMessage(3105, LogLevel.Warning, "{Node} cannot change the cluster's state: {Reason} It tries on.")]
    internal static partial void StepFailed(ILogger logger, string node, string reason);

    [LoggerMessage(3106, LogLevel.Warning, "{Node} puts a hand-over of shards off: {Reason}")]
    internal static partial void HandOverDelayed(ILogger logger, string node, string reason);

    [LoggerMessage(3107, LogLevel.Warning, "Shard {Shard} (and {Others} more) was not released, so it stays here for now: {Reason}")]
    internal static partial void ReleaseFailed(ILogger logger, int shard, int others, string reason);

    [LoggerMessage(3108, LogLevel.Warning, "{Node} finds that {Peer} is dead.")]
    internal static partial void DeclaresDead(ILogger logger, string node, MemberId peer);

    [LoggerMessage(3109, LogLevel.Error, "{Store} no longer holds universe {Universe} at epoch {Epoch}. Shards freeze until a majority of its members has founded the cluster anew; if that cannot be, restart the nodes.")]
    internal static partial void UniverseLost(ILogger logger, string store, string universe, ulong epoch);

    [LoggerMessage(3110, LogLevel.Information, "{Node} goes on as incarnation {Incarnation} in the new universe {Universe}.")]
    internal static partial void CarriedOver(ILogger logger, string node, ulong incarnation, string universe);

    [LoggerMessage(3111, LogLevel.Error, "{Node} was succeeded by {Other} under the same name and stops taking part. Give each node its own MembershipOptions.Node.")]
    internal static partial void Superseded(ILogger logger, string node, NodeAddress other);

    [LoggerMessage(3112, LogLevel.Warning, "{Id} was declared dead; what it ran in shards is void. It joins again under a new incarnation.")]
    internal static partial void Rejoins(ILogger logger, MemberId id);

    [LoggerMessage(3113, LogLevel.Warning, "{Node} cannot renew its entry in the service catalog: {Reason}")]
    internal static partial void CatalogFailed(ILogger logger, string node, string reason);

    [LoggerMessage(3114, LogLevel.Warning, "{Node} did not hand all shards over in time; {Shards} are left, and its peers take them when its lease is over.")]
    internal static partial void LeaveIncomplete(ILogger logger, string node, int shards);

    [LoggerMessage(3115, LogLevel.Information, "{Node} has left the cluster.")]
    internal static partial void Left(ILogger logger, string node);

    [LoggerMessage(3116, LogLevel.Critical, "The part '{Part}' of {Node}'s membership failed; the node stops serving shards.")]
    internal static partial void PartFailed(ILogger logger, string part, string node, Exception reason);

    [LoggerMessage(3117, LogLevel.Warning, "{Node} cannot join '{Cluster}' yet: {Reason} It tries on for at most {Limit} (MembershipOptions.JoinTimeout).")]
    internal static partial void JoinDelayed(ILogger logger, string node, string cluster, string reason, TimeSpan limit);

    [LoggerMessage(3118, LogLevel.Information, "Shards are served when the wait for leases of a lost predecessor is over, at least {Wait}: {Store} cannot tell a first start from a loss of its state.")]
    internal static partial void Forming(ILogger logger, string store, TimeSpan wait);
}
