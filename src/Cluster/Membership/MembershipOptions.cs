namespace Actors.Cluster;

/// <summary>How a node takes part in a cluster. Checked once, when the service is created.</summary>
public sealed record MembershipOptions
{
    /// <summary>The cluster's name: letters, digits, '-', '_' and '.', at most 64. Its keys are under <c>actors/&lt;cluster&gt;/</c>.</summary>
    public required string Cluster { get; init; }

    /// <summary>Where peers reach this node. The incarnation is given by the cluster.</summary>
    public required NodeAddress Address { get; init; }

    /// <summary>This node's name, unique in the cluster and the same after a restart. Default: <c>host_port</c> of <see cref="Address"/>.</summary>
    public string? Node { get; init; }

    /// <summary>Into how many shards the virtual actors are divided. All nodes must have the same. Default: 1,024, which is also the most.</summary>
    public int ShardCount { get; init; } = 1024;

    /// <summary>How long a confirmation at the store entitles a node to serve, from the time it was sent (L). All nodes must have the same. Default: 10 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far a node's clock may run too fast or too slow, as a fraction (rho). Default: 0.01.</summary>
    public double ClockRateTolerance { get; init; } = 0.01;

    /// <summary>How often a node confirms its row. Default: 1 s.</summary>
    public TimeSpan ConfirmInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one confirmation may take before the next is tried. Default: 2.5 s.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long a watch waits, and therefore the longest time between two full reads of the store. Default: 10 s.</summary>
    public TimeSpan FullReadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a node looks whether something is to be done: votes, takeovers, moves. Default: 500 ms.</summary>
    public TimeSpan StepInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After this silence a peer is suspected. Time in which this node itself did not run does not count. Default: 2 s.</summary>
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the host may take to release one shard before the hand-over is put off. Default: 10 s.</summary>
    public TimeSpan ReleaseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The most shards that are handed over in one step. Default: 128.</summary>
    public int MaxHandOver { get; init; } = 128;

    /// <summary>How long a start may take, a wait for the store or for a predecessor of the same name included. Default: 60 s.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The shortest pause after a failure; it doubles, with jitter, up to <see cref="MaxRetryDelay"/>. Default: 100 ms.</summary>
    public TimeSpan MinRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause after a failure. Default: 2 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a change is tried against others' changes before it is given up. Default: 20.</summary>
    public int MaxChangeAttempts { get; init; } = 20;

    /// <summary>The most cluster-wide names. Default: 10,000.</summary>
    public int MaxNames { get; init; } = 10_000;

    /// <summary>How many fenced members are kept so that they are known to be dead even after the store was lost. Default: 64.</summary>
    public int MaxFencedMembers { get; init; } = 64;

    /// <summary>
    /// How long a node waits, after it has itself read that an owner is dead, until that owner's lease is certainly over:
    /// L(1 + 2 rho) + 50 ms.
    /// </summary>
    public TimeSpan TakeoverWait => Broken == BrokenRule.TakeoverWithoutWait ? TimeSpan.Zero : (LeaseDuration * (1 + (2 * ClockRateTolerance))) + TimeSpan.FromMilliseconds(50);

    /// <summary>Set by tests alone.</summary>
    internal BrokenRule Broken { get; init; }

    internal string NodeName => Node ?? $"{Address.Host.Replace(':', '-')}_{Address.Port}";

    /// <summary>What all members must agree on, as readable text, kept in <c>meta</c>.</summary>
    internal string Settings => FormattableString.Invariant($"v1 shards={ShardCount} lease={LeaseDuration.TotalMilliseconds}ms rho={ClockRateTolerance}");

    internal void Validate()
    {
        CheckName(Cluster, nameof(Cluster));
        CheckName(NodeName, nameof(Node));
        if (ShardCount is < 1 or > 1024) throw Bad(nameof(ShardCount), "from 1 to 1024", ShardCount);
        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration > TimeSpan.FromMinutes(5)) throw Bad(nameof(LeaseDuration), "from 1 s to 5 min", LeaseDuration);
        if (ClockRateTolerance is not (>= 0 and <= 0.2)) throw Bad(nameof(ClockRateTolerance), "from 0 to 0.2", ClockRateTolerance);
        if (ConfirmInterval <= TimeSpan.Zero || ConfirmInterval > LeaseDuration / 3) throw Bad(nameof(ConfirmInterval), "above zero and at most a third of LeaseDuration", ConfirmInterval);
        if (ConfirmTimeout <= TimeSpan.Zero || ConfirmTimeout > LeaseDuration / 2) throw Bad(nameof(ConfirmTimeout), "above zero and at most half of LeaseDuration", ConfirmTimeout);
        if (FullReadInterval <= TimeSpan.Zero || FullReadInterval > TimeSpan.FromMinutes(1)) throw Bad(nameof(FullReadInterval), "above zero and at most 1 min", FullReadInterval);
        if (StepInterval <= TimeSpan.Zero || StepInterval > LeaseDuration) throw Bad(nameof(StepInterval), "above zero and at most LeaseDuration", StepInterval);
        if (SuspectAfter < StepInterval) throw Bad(nameof(SuspectAfter), "at least StepInterval", SuspectAfter);
        if (ReleaseTimeout <= TimeSpan.Zero) throw Bad(nameof(ReleaseTimeout), "above zero", ReleaseTimeout);
        if (MaxHandOver < 1) throw Bad(nameof(MaxHandOver), "at least 1", MaxHandOver);
        if (JoinTimeout <= TimeSpan.Zero) throw Bad(nameof(JoinTimeout), "above zero", JoinTimeout);
        if (MinRetryDelay <= TimeSpan.Zero || MaxRetryDelay < MinRetryDelay) throw Bad(nameof(MinRetryDelay), "above zero and at most MaxRetryDelay", MinRetryDelay);
        if (MaxChangeAttempts < 1) throw Bad(nameof(MaxChangeAttempts), "at least 1", MaxChangeAttempts);
        if (MaxNames < 0) throw Bad(nameof(MaxNames), "at least 0", MaxNames);
        if (MaxFencedMembers < 1) throw Bad(nameof(MaxFencedMembers), "at least 1", MaxFencedMembers);
    }

    private static void CheckName(string name, string option)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 64 || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw new ArgumentException($"MembershipOptions.{option} must have 1 to 64 letters, digits, '-', '_' or '.', not '{name}'.");
    }

    private static ArgumentException Bad(string option, string allowed, object value) =>
        new(FormattableString.Invariant($"MembershipOptions.{option} must be {allowed}, not {value}."));
}
