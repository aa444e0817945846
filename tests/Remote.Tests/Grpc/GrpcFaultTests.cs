using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests;

/// <summary>What HTTP/2 and a network can do to a link in the middle of traffic, over real connections.</summary>
public sealed class GrpcFaultTests
{
    private const int Count = 6_000, Rounds = 3;
    private const int Data = 0, Control = 1; // a session opens its control connection first

    /// <summary>
    /// The session ends and another begins; what comes is in order and comes once. Those of the data connection fail (they wait in vain for
    /// the line that says so) when a broken read does not end the session; on the control connection the next ping fails as well.
    /// </summary>
    [Theory]
    [InlineData(Data, 2)] // INTERNAL_ERROR
    [InlineData(Control, 2)]
    [InlineData(Data, 8)] // CANCEL
    [InlineData(Control, 8)]
    [InlineData(Data, 0)] // NO_ERROR
    [InlineData(Control, 0)]
    public async Task Stream_ResetAmidTraffic_SessionIsOpenedAnew(int connection, byte error) =>
        await SurvivesAsync(proxy => proxy.SayAsync(connection, Http2Proxy.ResetStream, 1, 0, 0, 0, error), endsSession: true);

    /// <summary>The server says that it has not begun what the streams asked for, which is how a proxy turns its clients away.</summary>
    [Theory]
    [InlineData(Data)]
    [InlineData(Control)]
    public async Task Connection_GoesAwayAmidTraffic_SessionIsOpenedAnew(int connection) =>
        await SurvivesAsync(proxy => proxy.SayAsync(connection, Http2Proxy.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0), endsSession: true);

    /// <summary>The server takes no new streams on the connection; those that are open may go on, and do: nothing is lost.</summary>
    [Theory]
    [InlineData(Data)]
    [InlineData(Control)]
    public async Task Connection_GoesAwayInOrder_SessionStays(int connection) =>
        await SurvivesAsync(proxy => proxy.SayAsync(connection, Http2Proxy.GoAway, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0), endsSession: false);

    /// <summary>Nothing arrives any more and nothing ends: pings notice by the node's clock, and another session is agreed on when all goes on.</summary>
    [Fact]
    public async Task Link_HalfOpen_IsFoundByPingsAndOpenedAnew()
    {
        var time = new VirtualTime();
        using var proxy = new Http2Proxy();
        await using var b = await TestNode.StartAsync("b", new ProxiedTransport(proxy), TestNode.Options with { PingTimeout = TimeSpan.FromHours(1) });
        var hour = TimeSpan.FromHours(1); // the clock runs ahead of the network
        await using var a = await TestNode.StartAsync("a", null, TestNode.Options with { PingTimeout = new RemoteOptions().PingTimeout, HandshakeTimeout = hour, Transport = new GrpcTransportOptions { ConnectTimeout = hour, TcpTimeout = hour } }, time);
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        proxy.Stall();
        var noticed = a.Log.WaitForAsync(2002);
        while (!noticed.IsCompleted)
        {
            time.AdvanceBy(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Contains("silent for more than 00:00:02.5", await noticed, StringComparison.Ordinal);
        proxy.Resume();
        var asked = a.AddAsync(b, 2);
        using var patience = new CancellationTokenSource(TestNode.Patience);
        for (int passed = 0; !asked.IsCompleted; await Task.Yield())
        {
            patience.Token.ThrowIfCancellationRequested();
            if (time.NextDue > TestNode.Options.ReconnectMax || passed == 1000) continue; // the pause before the next dial, not another timeout
            time.AdvanceBy(TimeSpan.FromMilliseconds(1));
            passed++;
        }

        Assert.Equal(3, await asked);
    }

    /// <summary>As over memory. It does not show who gives way: where both sides refuse, the dial after the pause settles it, and this passes.</summary>
    [Fact]
    public async Task BothDial_AtOnce_OneSessionStaysAndNothingIsLost()
    {
        for (int round = 0; round < 10; round++)
        {
            await using var a = await TestNode.StartAsync("a", null);
            await using var b = await TestNode.StartAsync("b", null);
            await Links.ReconnectTests.BothDialAsync(a, b);
        }
    }

    private static async Task SurvivesAsync(Func<Http2Proxy, Task> fault, bool endsSession)
    {
        using var proxy = new Http2Proxy();
        await using var b = await TestNode.StartAsync("b", new ProxiedTransport(proxy));
        await using var a = await TestNode.StartAsync("a", null);
        long last = -1, received = 0, bad = 0;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.SpawnAdder();
        b.Spawn<Number>("sink", (_, number) =>
        {
            if (number.Value <= last) bad++;
            last = number.Value;
            received++;
            if (last == Count) ended.TrySetResult();
            return Behavior.Same<Number>();
        });
        var sink = a.Ref<Number>(b, "sink");
        long next = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            Assert.Equal(1, await a.AddAsync(b, 0)); // there is a session
            for (int i = 0; i < Count / Rounds / 2; i++) await sink.TellAsync(new Number(next++));
            var said = fault(proxy);
            for (int i = 0; i < Count / Rounds / 2; i++) await sink.TellAsync(new Number(next++));
            await said;
            if (endsSession) await a.Log.WaitForAsync(2002, round);
        }

        sink.Tell(new Number(Count));
        await ended.Task.WaitAsync(TestNode.Patience);
        Assert.Equal(0, bad);
        Assert.Equal(endsSession ? Rounds : 0, a.Log.Count(2002));
        Assert.Equal(a.System.DeadLetters.Total, a.System.DeadLetters.Count(DeadLetterReason.LinkLost));
        if (!endsSession) Assert.Equal(Count + 1, received);
    }
}
