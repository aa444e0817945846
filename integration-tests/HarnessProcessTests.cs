namespace Actors.IntegrationTests;

/// <summary>The harness against processes of this machine: what the scenario tests rely on.</summary>
public sealed class HarnessProcessTests
{
    [Fact]
    public async Task Process_WritingLines_IsWaitedFor()
    {
        await using HostProcess process = Shell("echo one; echo two >&2; echo three; exec sleep 600");

        Assert.Equal("three", await process.Output.WaitForAsync("^thr"));
        Assert.Equal("two", await process.Output.WaitForAsync("^two$"));
    }

    [Fact]
    public async Task Process_EndingBeforeTheLine_FailsTheWaitWithItsOutput()
    {
        await using HostProcess process = Shell("echo port 80 is in use; exit 2");

        var failure = await Assert.ThrowsAsync<WaitLimitException>(() => process.Output.WaitForAsync("ready"));

        Assert.Contains("which has ended", failure.Message, StringComparison.Ordinal);
        Assert.Contains("port 80 is in use", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, await process.WaitForExitAsync());
    }

    [Fact]
    public async Task Process_Terminated_MayTidyUp()
    {
        await using HostProcess process = Shell("trap 'echo leaving; exit 5' TERM; echo ready; while :; do sleep 0.1; done");
        await process.Output.WaitForAsync("ready");

        Assert.Equal(5, await process.TerminateAsync());
        Assert.Contains("leaving", process.Output.Snapshot());
    }

    [Fact]
    public async Task Process_Killed_MayNot()
    {
        await using HostProcess process = Shell("trap 'echo leaving; exit 5' TERM; echo ready; while :; do sleep 0.1; done");
        await process.Output.WaitForAsync("ready");

        await process.KillAsync();

        Assert.Equal(137, await process.WaitForExitAsync());
        Assert.DoesNotContain("leaving", process.Output.Snapshot());
    }

    [Fact]
    public async Task Process_Paused_StandsStillUntilResumed()
    {
        await using HostProcess process = Shell("echo ready; while :; do sleep 0.1; done");
        await process.Output.WaitForAsync("ready");

        process.Pause();
        await Poll.UntilAsync(
            "the process to stand still",
            _ => Task.FromResult(State(process.Id) == 'T'),
            Limits.Ready);
        process.Resume();

        await Poll.UntilAsync("the process to go on", _ => Task.FromResult(State(process.Id) != 'T'), Limits.Ready);
    }

    [Fact]
    public async Task WaitForNext_OfALineWrittenBefore_WaitsForAnother()
    {
        var output = new OutputLines("source", maxKeptLines: 2);
        output.Add("event 1");
        output.Add("event 2");
        output.Add("event 3");

        Task<string> next = output.WaitForNextAsync("^event");
        output.Add("event 4");

        Assert.Equal("event 4", await next);
        Assert.Equal(["event 3", "event 4"], output.Snapshot());
    }

    [Fact]
    public async Task Wait_ForALineThatNeverComes_EndsAtItsLimit()
    {
        var output = new OutputLines("source");
        output.Add("something else");

        var failure = await Assert.ThrowsAsync<WaitLimitException>(
            () => output.WaitForAsync("never", TimeSpan.FromMilliseconds(50)));

        Assert.Contains("something else", failure.Message, StringComparison.Ordinal);
    }

    private static HostProcess Shell(string script) => HostProcess.Start("a shell", "bash", ["-c", script]);

    // The field after the name in parentheses: R running, S sleeping, T stopped.
    private static char State(int processId)
    {
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }
}
