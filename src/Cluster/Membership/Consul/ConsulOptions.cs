namespace Actors.Cluster;

/// <summary>How to reach Consul's HTTP API.</summary>
public sealed record ConsulOptions
{
    /// <summary>The most parallel connections to the agent; Consul refuses beyond about 200 from all processes of a host.</summary>
    public const int MaxConnections = 4;

    /// <summary>The agent's address. Default: <c>http://127.0.0.1:8500/</c>.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:8500/");

    /// <summary>The ACL token, sent as <c>X-Consul-Token</c>; null sends none. It needs key write on <c>actors/&lt;cluster&gt;/</c> and service write on <c>actors-&lt;cluster&gt;</c>.</summary>
    public string? Token { get; init; }

    /// <summary>How long a call may take (a watch: beyond its wait). Default: 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"ConsulOptions.Address must be an absolute http or https address, not '{Address}'.");
        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromMinutes(1))
            throw new ArgumentException($"ConsulOptions.RequestTimeout must be above zero and at most one minute, not {RequestTimeout}.");
    }
}
