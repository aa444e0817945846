using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>What virtual actors and names log. Event ids 3200-3299 are stable.</summary>
internal static partial class VirtualLog
{
    [LoggerMessage(3200, LogLevel.Trace, "The activation of {Path} has ended")]
    internal static partial void Ended(ILogger log, string path);

    [LoggerMessage(3201, LogLevel.Information, "Member {Node} at {Address} is {State}")]
    internal static partial void MemberChanged(ILogger log, string node, NodeAddress address, MemberState state);

    [LoggerMessage(3202, LogLevel.Warning, "Member {Node} at {Address} is gone: {Reason}")]
    internal static partial void MemberGone(ILogger log, string node, NodeAddress address, string reason);

    [LoggerMessage(3203, LogLevel.Warning, "This node begins another life: it is {Self} now")]
    internal static partial void AnotherLife(ILogger log, NodeAddress self);

    [LoggerMessage(3204, LogLevel.Warning, "The name {Path} could not be registered again: {Problem}")]
    internal static partial void NameLost(ILogger log, string path, string problem);

    [LoggerMessage(3205, LogLevel.Warning, "Reading the membership store after a peer named a newer epoch failed: {Problem}")]
    internal static partial void RefreshFailed(ILogger log, string problem);

    [LoggerMessage(3206, LogLevel.Error, "{Path} could not be activated; the message goes to the dead letters. Look at the props of its kind")]
    internal static partial void ActivationFailed(ILogger log, string path, Exception error);
}
