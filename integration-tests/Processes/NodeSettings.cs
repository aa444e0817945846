using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>The settings of a node program, as docs/operations.md lists them.</summary>
internal sealed record NodeSettings
{
    /// <summary>ACTORS_CLUSTER.</summary>
    public string Cluster { get; init; } = "test";

    /// <summary>ACTORS_HOST.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>ACTORS_PORT; free unless given, and the same when the node is started again.</summary>
    public int Port { get; init; } = FreePorts.Take();

    /// <summary>ACTORS_HEALTH_PORT; free unless given.</summary>
    public int HealthPort { get; init; } = FreePorts.Take();

    /// <summary>ACTORS_CONSUL; null for embedded membership.</summary>
    public Uri? Consul { get; init; }

    /// <summary>ACTORS_SECRET.</summary>
    public string Secret { get; init; } = "secret-of-the-integration-tests";

    /// <summary>The variables to start the program with.</summary>
    public IReadOnlyDictionary<string, string> ToEnvironment() => new Dictionary<string, string>
    {
        ["ACTORS_CLUSTER"] = Cluster,
        ["ACTORS_HOST"] = Host,
        ["ACTORS_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
        ["ACTORS_HEALTH_PORT"] = HealthPort.ToString(CultureInfo.InvariantCulture),
        ["ACTORS_CONSUL"] = Consul?.ToString().TrimEnd('/') ?? "",
        ["ACTORS_SECRET"] = Secret,
    };
}
