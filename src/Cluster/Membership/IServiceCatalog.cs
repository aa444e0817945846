namespace Actors.Cluster;

/// <summary>
/// Where members show themselves to operators and other programs. It decides nothing: an entry that is missing or critical
/// never means that a member is dead. Failures are <see cref="MembershipStoreException"/>.
/// </summary>
public interface IServiceCatalog
{
    /// <summary>How often <see cref="PassAsync"/> is called.</summary>
    TimeSpan PassInterval { get; }

    /// <summary>Makes or replaces the member's entry.</summary>
    ValueTask RegisterAsync(string node, NodeAddress address, CancellationToken cancellationToken);

    /// <summary>Says that the member is well. When it fails, the entry is registered anew.</summary>
    ValueTask PassAsync(string node, NodeAddress address, CancellationToken cancellationToken);

    /// <summary>Removes the entry.</summary>
    ValueTask DeregisterAsync(string node, NodeAddress address, CancellationToken cancellationToken);
}
