namespace Actors.IntegrationTests;

/// <summary>
/// One test's corner of the Docker Engine: a bridge network and containers on it, all under one label. Disposing
/// removes everything that carries the label, also what a failed test left half made.
/// </summary>
internal sealed class DockerSandbox : IAsyncDisposable
{
    /// <summary>The label of everything that tests create; its value tells the sandbox.</summary>
    public const string Label = "io.actors.test";

    /// <summary>The label that tells which run of .ci/run made it, so that the run can remove it.</summary>
    public const string RunLabel = "io.actors.run";

    private readonly DockerEngine _engine = new();

    private DockerSandbox() { }

    /// <summary>The sandbox's name, unique; its network is called so.</summary>
    public string Name { get; } = $"actors-test-{Guid.NewGuid():N}"[..24];

    /// <summary>Makes the network.</summary>
    public static async Task<DockerSandbox> CreateAsync()
    {
        var sandbox = new DockerSandbox();
        try
        {
            await sandbox._engine.PostAsync(
                "/networks/create",
                new CreateNetworkRequest(sandbox.Name, "bridge", CheckDuplicate: true, Internal: false, sandbox.Labels()),
                DockerJson.Default.CreateNetworkRequest).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a container on the sandbox's network and starts it.</summary>
    public async Task<DockerContainer> RunAsync(ContainerSpec spec)
    {
        if (!await _engine.ImageExistsAsync(spec.Image).ConfigureAwait(false))
            throw new InvalidOperationException($"The engine has no image {spec.Image}; run eng/base-image.sh or pull it.");

        CreatedAnswer created = await _engine.PostAsync(
            $"/containers/create?name={Name}-{spec.Name}",
            new CreateContainerRequest(
                spec.Image,
                spec.Name,
                spec.Entrypoint,
                spec.Command,
                [.. spec.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
                Labels(),
                spec.HealthCheck,
                new HostConfig(Name, spec.Binds, spec.Capabilities, Init: true),
                new NetworkingConfig(new() { [Name] = new EndpointSettings(Aliases: [spec.Name]) })),
            DockerJson.Default.CreateContainerRequest,
            DockerJson.Default.CreatedAnswer).ConfigureAwait(false);

        var container = new DockerContainer(_engine, created.Id, spec.Name, Name);
        await container.StartAsync().ConfigureAwait(false);
        return container;
    }

    /// <summary>Runs a container and waits until its health check passes.</summary>
    public async Task<DockerContainer> RunHealthyAsync(ContainerSpec spec)
    {
        DockerContainer container = await RunAsync(spec).ConfigureAwait(false);
        await container.WaitHealthyAsync().ConfigureAwait(false);
        return container;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (ListedContainer container in await _engine.GetAsync(
                $"/containers/json?all=1&{Filter}", DockerJson.Default.ListedContainerArray).ConfigureAwait(false))
                await _engine.SendAsync(HttpMethod.Delete, $"/containers/{container.Id}?force=1&v=1").ConfigureAwait(false);
            foreach (ListedNetwork network in await _engine.GetAsync(
                $"/networks?{Filter}", DockerJson.Default.ListedNetworkArray).ConfigureAwait(false))
                await _engine.SendAsync(HttpMethod.Delete, $"/networks/{network.Id}").ConfigureAwait(false);
        }
        finally
        {
            _engine.Dispose();
        }
    }

    private string Filter => "filters=" + Uri.EscapeDataString($"{{\"label\":[\"{Label}={Name}\"]}}");

    private Dictionary<string, string> Labels() => new()
    {
        [Label] = Name,
        [RunLabel] = Environment.GetEnvironmentVariable("ACTORS_CI_RUN") ?? "by hand",
    };
}
