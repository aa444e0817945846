using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>What the parts of one node's membership share.</summary>
internal sealed record MembershipContext(
    MembershipOptions Options,
    MembershipKeys Keys,
    MembershipView View,
    StoreAccess Access,
    Jitter Jitter,
    TimeProvider Time,
    ILogger Logger)
{
    internal string Node => Options.NodeName;

    internal Task PauseAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, Time, cancellationToken);
}
