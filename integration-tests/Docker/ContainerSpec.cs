namespace Actors.IntegrationTests;

/// <summary>What a container is made of.</summary>
/// <param name="Image">Name of an image the engine has.</param>
/// <param name="Name">The name by which other containers of its network reach it, and the name in errors.</param>
internal sealed record ContainerSpec(string Image, string Name)
{
    /// <summary>The command, or null for the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The entry point, or null for the image's own.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Folders or files of this machine, as <c>/here:/there:ro</c>.</summary>
    public IReadOnlyList<string>? Binds { get; init; }

    /// <summary>The health check, or null for the image's own.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>Capabilities beyond the usual ones, such as NET_ADMIN for delay and loss.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>A Consul agent in dev mode, healthy once a leader is elected.</summary>
    public static ContainerSpec ConsulDev(string name = "consul") => new(TestImages.Consul, name)
    {
        Command = ["agent", "-dev", "-client=0.0.0.0"],
        HealthCheck = HealthCheck.Command("consul", "operator", "raft", "list-peers"),
    };
}
