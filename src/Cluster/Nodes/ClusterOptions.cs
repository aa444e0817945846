using Actors.Remote;

namespace Actors.Cluster;

/// <summary>How a node takes part in a cluster. Immutable; change by <c>with</c>. Checked once, when the node starts.</summary>
public sealed record ClusterOptions
{
    /// <summary>How the node talks to its peers; its <see cref="RemoteOptions.Cluster"/> is the cluster's name.</summary>
    public required RemoteOptions Remote { get; init; }

    /// <summary>The authority on who is a member and who owns what: Consul, embedded, or in memory. Not disposed by the node.</summary>
    public required IMembershipStore Store { get; init; }

    /// <summary>Where the node shows itself to operators; null: nowhere.</summary>
    public IServiceCatalog? Catalog { get; init; }

    /// <summary>The kinds of virtual actors. Every node of the cluster must have the same.</summary>
    public IReadOnlyList<VirtualKind> Kinds { get; init; } = [];

    /// <summary>Changes the membership's settings, which are made from the others, before they are used; null: leave them.</summary>
    public Func<MembershipOptions, MembershipOptions>? Membership { get; init; }

    /// <summary>Messages that may wait for one shard while nobody may serve it; further ones go to the dead letters, or wait at the teller (<c>TellAsync</c>) unless this is 0. Default 1,000.</summary>
    public int MaxWaitingPerShard { get; init; } = 1000;

    /// <summary>How long a message waits for its shard's owner before it goes to the dead letters. Default 30 s, which is more than a takeover takes.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a client's ask may take that this node has passed on to an actor's owner in its own name; then the client is told that there is none. Default 30 s.</summary>
    public TimeSpan RelayTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Clients' asks that this node passes on at once; a further one is refused. Default 10,000.</summary>
    public int MaxRelayedAsks { get; init; } = 10_000;

    /// <summary>As <see cref="MaxRelayedAsks"/>, of one client. Default 1,000.</summary>
    public int MaxRelayedAsksPerClient { get; init; } = 1000;

    /// <summary>How long a shutdown may take to hand shards over before it goes on without. Default 8 s.</summary>
    public TimeSpan LeaveTimeout { get; init; } = TimeSpan.FromSeconds(8);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Remote);
        ArgumentNullException.ThrowIfNull(Store);
        if (MaxWaitingPerShard < 0) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(MaxWaitingPerShard)} must be 0 or more");
        if (MaxWait <= TimeSpan.Zero) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(MaxWait)} must be positive");
        if (RelayTimeout <= TimeSpan.Zero || RelayTimeout > AskExtensions.MaxTimeout) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(RelayTimeout)} must be positive and at most {AskExtensions.MaxTimeout.TotalHours} hours");
        if (MaxRelayedAsks < 0) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(MaxRelayedAsks)} must be 0 or more");
        if (MaxRelayedAsksPerClient < 0) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(MaxRelayedAsksPerClient)} must be 0 or more");
        if (LeaveTimeout <= TimeSpan.Zero) throw new ArgumentException($"{nameof(ClusterOptions)}.{nameof(LeaveTimeout)} must be positive");
    }
}
