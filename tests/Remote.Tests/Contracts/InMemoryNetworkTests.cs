namespace Actors.Remote.Tests;

/// <summary>The seams by which simulations disturb the network.</summary>
public sealed class InMemoryNetworkTests
{
    private readonly InMemoryNetwork _network = new();
    private readonly InMemoryLinkTransport _a;
    private readonly InMemoryLinkTransport _b;

    public InMemoryNetworkTests()
    {
        _a = _network.CreateTransport("a", TimeProvider.System);
        _b = _network.CreateTransport("b", TimeProvider.System);
    }

    [Fact]
    public async Task Write_InlineScheduler_RunsTheReaderBeforeItReturns()
    {
        SynchronizationContext.SetSynchronizationContext(null); // the test runner's would take the awaits elsewhere
        int port = await _b.ListenAsync("b", 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await _a.ConnectAsync("b", port, default);
        Task<byte[]> answer = link.ReadExactlyAsync(1);
        ValueTask write = link.WriteAsync(new byte[] { 5 }, default);
        Assert.True(write.IsCompletedSuccessfully);
        Assert.True(answer.IsCompletedSuccessfully);
        Assert.Equal([5], await answer);
    }

    [Fact]
    public async Task Cut_OpenLink_BreaksItAndRefusesNewOnesUntilHealed()
    {
        int port = await _b.ListenAsync("b", 0, LinkReading.EchoAsync, default);
        ILinkStream link = await _a.ConnectAsync("b", port, default);
        Task reading = link.ReadToEndAsync();
        _network.Cut("b", "a");
        await Assert.ThrowsAsync<LinkException>(() => reading);
        await Assert.ThrowsAsync<LinkException>(async () => await link.WriteAsync(new byte[1], default));
        await Assert.ThrowsAsync<LinkException>(async () => await _a.ConnectAsync("b", port, default));
        _network.Heal("a", "b");
        await using ILinkStream again = await _a.ConnectAsync("b", port, default);
        Assert.Equal(1, _a.Links.Count);
    }

    [Fact]
    public async Task Stall_OneDirection_HoldsWritesUntilResumed()
    {
        int port = await _b.ListenAsync("b", 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await _a.ConnectAsync("b", port, default);
        _network.Stall("a", "b");
        Task write = link.WriteAsync(new byte[] { 6 }, default).AsTask();
        Assert.False(write.IsCompleted);
        _network.Resume("a", "b");
        await write;
        Assert.Equal([6], await link.ReadExactlyAsync(1));
    }

    [Fact]
    public async Task Stall_LinkAborted_FailsTheHeldWrite()
    {
        int port = await _b.ListenAsync("b", 0, LinkReading.EchoAsync, default);
        await using ILinkStream link = await _a.ConnectAsync("b", port, default);
        _network.Stall("a", "b");
        Task write = link.WriteAsync(new byte[1], default).AsTask();
        link.Abort("the test says so");
        await Assert.ThrowsAsync<LinkException>(() => write);
    }
}
