using System.Globalization;

namespace Actors.Cluster;

/// <summary>
/// Members in Consul's catalog: service <c>actors-&lt;cluster&gt;</c>, id <c>actors-&lt;cluster&gt;-&lt;node&gt;-&lt;incarnation&gt;</c>, with a check of 10 s that is
/// passed every 3 s; Consul removes what has been critical for a minute.
/// </summary>
public sealed class ConsulServiceCatalog : IServiceCatalog, IDisposable
{
    private readonly string _cluster;
    private readonly ConsulClient _client;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public ConsulServiceCatalog(ConsulOptions options, string cluster, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(cluster);
        _cluster = cluster;
        _client = new ConsulClient(options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public TimeSpan PassInterval => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public ValueTask RegisterAsync(string node, NodeAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        string id = ServiceId(node, address);
        var meta = new Dictionary<string, string>
        {
            ["node"] = node,
            ["system"] = address.System,
            ["incarnation"] = address.Incarnation.ToString(CultureInfo.InvariantCulture),
        };
        var check = new ConsulCheck(CheckId(id), "10s", "passing", "1m");
        return _client.RegisterAsync(new ConsulService(id, $"actors-{_cluster}", address.Host, address.Port, meta, check), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask PassAsync(string node, NodeAddress address, CancellationToken cancellationToken) =>
        _client.PassAsync(CheckId(ServiceId(node, address)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DeregisterAsync(string node, NodeAddress address, CancellationToken cancellationToken) =>
        _client.DeregisterAsync(ServiceId(node, address), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string CheckId(string serviceId) => $"{serviceId}-alive";

    /// <summary>An agent's service ids are one space for all clusters, so the cluster is part of it.</summary>
    private string ServiceId(string node, NodeAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return string.Create(CultureInfo.InvariantCulture, $"actors-{_cluster}-{node}-{address.Incarnation}");
    }
}
