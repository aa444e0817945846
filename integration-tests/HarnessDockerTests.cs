namespace Actors.IntegrationTests;

/// <summary>The harness against a real Docker Engine: what the scenario tests rely on.</summary>
public sealed class HarnessDockerTests
{
    [RequiresDockerFact]
    public async Task Container_OfTheSameNetwork_IsReachedByName()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        await sandbox.RunHealthyAsync(ContainerSpec.ConsulDev("registry"));
        DockerContainer other = await sandbox.RunAsync(Idle("other"));

        CommandRun answer = await other.ExecAsync("curl", "--silent", "--max-time", "20", "http://registry:8500/v1/status/leader");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains(":8300", answer.Text, StringComparison.Ordinal);
    }

    [RequiresDockerFact]
    public async Task Container_WhilePaused_StandsStillAndGoesOnAfterwards()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer registry = await sandbox.RunHealthyAsync(ContainerSpec.ConsulDev("registry"));
        DockerContainer other = await sandbox.RunAsync(Idle("other"));

        await registry.PauseAsync();
        CommandRun paused = await other.ExecAsync("curl", "--silent", "--max-time", "2", "http://registry:8500/v1/status/leader");
        Assert.True((await registry.InspectAsync()).State.Paused);
        await registry.UnpauseAsync();
        CommandRun resumed = await other.ExecAsync("curl", "--silent", "--max-time", "20", "http://registry:8500/v1/status/leader");

        // 28: the connection opened, since the kernel answers for a frozen process, and then nothing came.
        Assert.Equal(28, paused.ExitCode);
        Assert.Equal(0, resumed.ExitCode);
    }

    [RequiresDockerFact]
    public async Task Container_TakenOffItsNetwork_IsReachedAgainOnlyAfterReconnecting()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer registry = await sandbox.RunHealthyAsync(ContainerSpec.ConsulDev("registry"));
        DockerContainer other = await sandbox.RunAsync(Idle("other"));

        await registry.DisconnectAsync();
        CommandRun apart = await other.ExecAsync("curl", "--silent", "--max-time", "2", "http://registry:8500/v1/status/leader");
        await registry.ReconnectAsync();
        CommandRun together = await other.ExecAsync("curl", "--silent", "--max-time", "20", "http://registry:8500/v1/status/leader");

        Assert.NotEqual(0, apart.ExitCode);
        Assert.Equal(0, together.ExitCode);
    }

    [RequiresDockerFact]
    public async Task Exec_OfAFailingCommand_GivesItsExitCodeAndBothOutputs()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer container = await sandbox.RunAsync(Idle("container"));

        CommandRun run = await container.ExecAsync("sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal(7, run.ExitCode);
        Assert.Equal(["err", "out"], run.Lines.Order());
    }

    [RequiresDockerFact]
    public async Task Log_OfARunningContainer_IsWaitedFor()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer container = await sandbox.RunAsync(
            Idle("container") with { Command = ["sh", "-c", "read line < /tmp/gate; echo gate opened: $line; sleep infinity"], Entrypoint = ["sh", "-c", "mkfifo /tmp/gate; exec \"$0\" \"$@\""] });
        Task<string> line = container.WaitForLogAsync("^gate opened");

        await container.ExecAsync("sh", "-c", "echo now > /tmp/gate");

        Assert.Equal("gate opened: now", await line);
        Assert.Equal(["gate opened: now"], await container.LogsAsync());
    }

    [RequiresDockerFact]
    public async Task Log_OfAContainerThatEnds_FailsTheWaitWithItsLastLines()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer container = await sandbox.RunAsync(
            Idle("container") with { Command = ["sh", "-c", "echo no room left; exit 3"] });

        var failure = await Assert.ThrowsAsync<WaitLimitException>(() => container.WaitForLogAsync("never written"));

        Assert.Contains("which has ended", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no room left", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, await container.WaitForExitAsync());
    }

    [RequiresDockerFact]
    public async Task Container_ThatEndsBeforeItIsHealthy_FailsTheWaitWithItsExitCodeAndLastLines()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer container = await sandbox.RunAsync(
            Idle("container") with { Command = ["sh", "-c", "echo wrong setting; exit 2"], HealthCheck = HealthCheck.Command("false") });

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => container.WaitHealthyAsync());

        Assert.Contains("exit code 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("wrong setting", failure.Message, StringComparison.Ordinal);
    }

    [RequiresDockerFact]
    public async Task Container_KilledAndStartedAgain_RunsAgain()
    {
        await using DockerSandbox sandbox = await DockerSandbox.CreateAsync();
        DockerContainer container = await sandbox.RunAsync(Idle("container"));

        await container.KillAsync();
        int exitCode = await container.WaitForExitAsync();
        await container.StartAsync();

        Assert.Equal(137, exitCode);
        Assert.True((await container.InspectAsync()).State.Running);
    }

    [RequiresDockerFact]
    public async Task Sandbox_Disposed_LeavesNothingBehind()
    {
        string name;
        await using (DockerSandbox sandbox = await DockerSandbox.CreateAsync())
        {
            name = sandbox.Name;
            await sandbox.RunAsync(Idle("container"));
        }

        CommandRun containers = await CommandRun.RunAsync(
            "docker", ["ps", "--all", "--quiet", "--filter", $"label={DockerSandbox.Label}={name}"]);
        CommandRun networks = await CommandRun.RunAsync(
            "docker", ["network", "ls", "--quiet", "--filter", $"label={DockerSandbox.Label}={name}"]);

        Assert.Equal(new CommandRunText(0, ""), Text(containers));
        Assert.Equal(new CommandRunText(0, ""), Text(networks));
    }

    private static ContainerSpec Idle(string name) =>
        new(TestImages.Base, name) { Command = ["sleep", "infinity"] };

    private static CommandRunText Text(CommandRun run) => new(run.ExitCode, run.Text);

    private sealed record CommandRunText(int ExitCode, string Text);
}
