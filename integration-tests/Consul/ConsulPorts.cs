namespace Actors.IntegrationTests;

/// <summary>The ports of one agent. A single server needs three; the rest is switched off.</summary>
internal sealed record ConsulPorts(int Http, int Server, int Serf)
{
    public Uri HttpAddress { get; } = new($"http://127.0.0.1:{Http}");

    /// <summary>The agent's options that set them.</summary>
    public IEnumerable<string> Options =>
    [
        $"-http-port={Http}",
        $"-server-port={Server}",
        $"-serf-lan-port={Serf}",
        "-serf-wan-port=-1",
        "-dns-port=-1",
        "-hcl=ports { grpc = -1 }",
        // Elections take a fifth of the time that suits servers which share a small machine with other work.
        "-hcl=performance { raft_multiplier = 1 }",
    ];

    public static ConsulPorts Take() => new(FreePorts.Take(), FreePorts.Take(), FreePorts.Take());
}
