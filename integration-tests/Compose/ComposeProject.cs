using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>
/// The repository's docker-compose.yml, run as a user runs it, under a project name and ports of its own. Disposing
/// removes its containers, network, volume and image.
/// </summary>
internal sealed class ComposeProject : IAsyncDisposable
{
    private readonly DockerEngine _engine = new();
    private readonly Dictionary<string, string> _environment;
    private readonly ComposeProgram _program;

    private ComposeProject(ComposeProgram program)
    {
        _program = program;
        _environment = new()
        {
            ["BASE"] = TestImages.Base,
            ["CONSUL_IMAGE"] = TestImages.Consul,
            ["ACTORS_IMAGE"] = Name,
            ["ACTORS_SECRET"] = $"secret-of-{Name}",
            ["CONSUL_PORT"] = "0",
            ["NODE1_PORT"] = "0",
            ["NODE2_PORT"] = "0",
            ["NODE3_PORT"] = "0",
        };
    }

    /// <summary>The project's name; its image is called so too.</summary>
    public string Name { get; } = $"actors-test-{Guid.NewGuid():N}"[..24];

    /// <summary>Builds the image and starts Consul and the three nodes; they may not be healthy yet.</summary>
    public static async Task<ComposeProject> UpAsync()
    {
        var project = new ComposeProject(await ComposeProgram.FindAsync().ConfigureAwait(false));
        try
        {
            await project.SucceedAsync(Limits.Compose, "up", "--build", "--detach").ConfigureAwait(false);
            return project;
        }
        catch
        {
            await project.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Counts a text on the running cluster; waits until the nodes are healthy.</summary>
    /// <param name="file">A file of this machine, or null for the text that the program carries.</param>
    public Task<CommandRun> CountAsync(string? file = null) => RunAsync(
        Limits.Compose,
        file is null
            ? ["run", "--rm", "-T", "count"]
            : ["run", "--rm", "-T", "--volume", $"{file}:/text:ro", "count", "count", "/text"]);

    /// <summary>The container of a service.</summary>
    public async Task<DockerContainer> ContainerAsync(string service)
    {
        CommandRun ids = await SucceedAsync(Limits.Command, "ps", "--quiet", service).ConfigureAwait(false);
        string id = ids.Lines.SingleOrDefault(line => line.Length == 64)
            ?? throw new InvalidOperationException($"Service {service} of {Name} has no single container: {ids.Text}");
        return new DockerContainer(_engine, id, service, $"{Name}_default");
    }

    /// <summary>Where a service's published port is reached from this machine, over HTTP.</summary>
    public async Task<Uri> AddressAsync(string service, int port)
    {
        CommandRun published =
            await SucceedAsync(Limits.Command, "port", service, port.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        return new Uri($"http://{published.Lines[^1].Trim()}");
    }

    /// <summary>The last lines of every service, for an error message.</summary>
    public async Task<string> LogsAsync() =>
        (await RunAsync(Limits.Command, "logs", "--no-color", "--tail=40").ConfigureAwait(false)).Text;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await SucceedAsync(Limits.Compose, "down", "--volumes", "--remove-orphans").ConfigureAwait(false);
            if (await _engine.ImageExistsAsync(Name).ConfigureAwait(false))
                await _engine.SendAsync(HttpMethod.Delete, $"/images/{Name}").ConfigureAwait(false);
        }
        finally
        {
            _engine.Dispose();
        }
    }

    private async Task<CommandRun> SucceedAsync(TimeSpan limit, params string[] arguments) =>
        (await RunAsync(limit, arguments).ConfigureAwait(false)).Succeeded($"{_program.Program} {string.Join(' ', arguments)}");

    private Task<CommandRun> RunAsync(TimeSpan limit, params string[] arguments) => CommandRun.RunAsync(
        _program.Program,
        [.. _program.FirstArguments, "--project-name", Name, .. arguments],
        _environment,
        BuiltProgram.RepositoryRoot,
        limit);
}
