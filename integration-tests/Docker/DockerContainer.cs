using System.Net.Http.Json;

namespace Actors.IntegrationTests;

/// <summary>One container of a sandbox.</summary>
internal sealed class DockerContainer(DockerEngine engine, string id, string name, string network)
{
    /// <summary>The engine's id of it.</summary>
    public string Id { get; } = id;

    /// <summary>The name by which the other containers reach it.</summary>
    public string Name { get; } = name;

    /// <summary>Starts it, for the first time or again.</summary>
    public Task StartAsync() => PostAsync("start");

    /// <summary>Asks it to end (SIGTERM), kills it after the grace period.</summary>
    public Task StopAsync(TimeSpan? grace = null)
    {
        TimeSpan wait = grace ?? Limits.Exit;
        return PostAsync($"stop?t={(int)wait.TotalSeconds}", wait + Limits.EngineRequest);
    }

    /// <summary>Kills it (kill -9) or sends another signal.</summary>
    public Task KillAsync(string signal = "SIGKILL") => PostAsync($"kill?signal={signal}");

    /// <summary>Freezes all its processes.</summary>
    public Task PauseAsync() => PostAsync("pause");

    /// <summary>Lets them go on.</summary>
    public Task UnpauseAsync() => PostAsync("unpause");

    /// <summary>Takes it off the sandbox's network: a partition.</summary>
    public Task DisconnectAsync() => engine.PostAsync(
        $"/networks/{network}/disconnect",
        new DisconnectNetworkRequest(Id, Force: false),
        DockerJson.Default.DisconnectNetworkRequest);

    /// <summary>Puts it back, under its name.</summary>
    public Task ReconnectAsync() => engine.PostAsync(
        $"/networks/{network}/connect",
        new ConnectNetworkRequest(Id, new EndpointSettings(Aliases: [Name])),
        DockerJson.Default.ConnectNetworkRequest);

    /// <summary>What the engine knows about it.</summary>
    public Task<ContainerDetails> InspectAsync() =>
        engine.GetAsync($"/containers/{Id}/json", DockerJson.Default.ContainerDetails);

    /// <summary>Its address on the sandbox's network, which this machine reaches too.</summary>
    public async Task<string> AddressAsync()
    {
        ContainerDetails details = await InspectAsync().ConfigureAwait(false);
        return details.NetworkSettings.Networks.GetValueOrDefault(network)?.IPAddress is { Length: > 0 } address
            ? address
            : throw new InvalidOperationException($"Container {Name} has no address; it is {details.State.Status}.");
    }

    /// <summary>Waits until its health check passes; fails at once if it ends.</summary>
    /// <exception cref="WaitLimitException">With the last probe and the last lines of its log.</exception>
    public async Task WaitHealthyAsync(TimeSpan? limit = null)
    {
        string state = await Poll.UntilAsync(
            $"container {Name} to be healthy",
            async _ => (await InspectAsync().ConfigureAwait(false)).State switch
            {
                { Running: false } ended => $"it has ended with exit code {ended.ExitCode}",
                { Health: null } => "it has no health check",
                { Health.Status: "healthy" } => "healthy",
                _ => null,
            },
            limit ?? Limits.Ready,
            DescribeAsync).ConfigureAwait(false);
        if (state != "healthy")
            throw new InvalidOperationException(
                $"Container {Name} does not become healthy: {state}. {await DescribeAsync().ConfigureAwait(false)}");
    }

    /// <summary>Waits until it has ended; its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        WaitAnswer answer = await engine.GetAsync(
            $"/containers/{Id}/wait", DockerJson.Default.WaitAnswer, HttpMethod.Post, limit ?? Limits.Exit).ConfigureAwait(false);
        return answer.StatusCode;
    }

    /// <summary>The last lines of its output.</summary>
    public async Task<IReadOnlyList<string>> LogsAsync(int lines = 1000)
    {
        using var deadline = new CancellationTokenSource(Limits.EngineRequest);
        var log = new List<string>();
        await engine.ReadOutputAsync(
            HttpMethod.Get, $"/containers/{Id}/logs?stdout=1&stderr=1&tail={lines}", null, log.Add, deadline.Token)
            .ConfigureAwait(false);
        return log;
    }

    /// <summary>Waits for a line of its output that matches, those already written included.</summary>
    /// <exception cref="WaitLimitException">None came in time, or the container ended before.</exception>
    public async Task<string> WaitForLogAsync(string pattern, TimeSpan? limit = null)
    {
        var lines = new OutputLines($"container {Name}");
        using var followed = new CancellationTokenSource();
        Task follow = FollowAsync(lines, followed.Token);
        try
        {
            return await lines.WaitForAsync(pattern, limit).ConfigureAwait(false);
        }
        finally
        {
            await followed.CancelAsync().ConfigureAwait(false);
            await follow.ConfigureAwait(false);
        }
    }

    /// <summary>Runs a command in it to its end.</summary>
    public async Task<CommandRun> ExecAsync(params string[] command)
    {
        using var deadline = new CancellationTokenSource(Limits.Command);
        CreatedAnswer exec = await engine.PostAsync(
            $"/containers/{Id}/exec",
            new CreateExecRequest(AttachStdout: true, AttachStderr: true, command, Env: null),
            DockerJson.Default.CreateExecRequest,
            DockerJson.Default.CreatedAnswer).ConfigureAwait(false);
        var lines = new List<string>();
        using JsonContent start = JsonContent.Create(
            new StartExecRequest(Detach: false, Tty: false), DockerJson.Default.StartExecRequest);
        try
        {
            await engine.ReadOutputAsync(HttpMethod.Post, $"/exec/{exec.Id}/start", start, lines.Add, deadline.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new WaitLimitException(
                $"'{string.Join(' ', command)}' in container {Name}", Limits.Command, string.Join(Environment.NewLine, lines));
        }

        // The output ends a moment before the engine has noted the exit code.
        ExecDetails ended = await Poll.UntilAsync(
            $"the exit code of '{string.Join(' ', command)}' in container {Name}",
            async _ => await engine.GetAsync($"/exec/{exec.Id}/json", DockerJson.Default.ExecDetails).ConfigureAwait(false)
                is { Running: false, ExitCode: not null } details ? details : null,
            Limits.EngineRequest).ConfigureAwait(false);
        return new CommandRun(ended.ExitCode!.Value, lines);
    }

    /// <summary>Its state, its last health probe and the last lines of its log, for an error message.</summary>
    public async Task<string> DescribeAsync()
    {
        ContainerState state = (await InspectAsync().ConfigureAwait(false)).State;
        string probe = state.Health?.Log is { Count: > 0 } probes
            ? $"Its last health probe ended with {probes[^1].ExitCode}: {probes[^1].Output.Trim()}. "
            : "";
        IReadOnlyList<string> log = await LogsAsync(25).ConfigureAwait(false);
        return $"Container {Name} is {state.Status}. {probe}Its last lines:{Environment.NewLine}"
            + string.Join(Environment.NewLine, log);
    }

    private async Task FollowAsync(OutputLines lines, CancellationToken cancellation)
    {
        try
        {
            await engine.ReadOutputAsync(
                HttpMethod.Get, $"/containers/{Id}/logs?stdout=1&stderr=1&follow=1", null, lines.Add, cancellation)
                .ConfigureAwait(false);
            lines.End("which has ended");
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or DockerException)
        {
            lines.End($"whose log can't be read: {e.Message}");
        }
    }

    private Task PostAsync(string action, TimeSpan? limit = null) =>
        engine.SendAsync(HttpMethod.Post, $"/containers/{Id}/{action}", limit);
}
