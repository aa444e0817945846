using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Diagnostics;

/// <summary>Seen to fail while lines were told apart by their text alone: whoever found new words each time had each of them logged.</summary>
public sealed class QuietLinesTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _muted = [];
    private readonly QuietLines _lines;

    public QuietLinesTests() => _lines = new QuietLines(_time, _muted.Add);

    [Fact]
    public void Line_ThatRepeats_IsNewsOnceInTheInterval()
    {
        Assert.True(_lines.IsNews("x", "a"));
        Assert.False(_lines.IsNews("x", "a"));
        Assert.False(_lines.IsNews("x", "b"));
        _time.AdvanceBy(QuietLines.Quiet);
        Assert.True(_lines.IsNews("x", "a"));
    }

    [Fact]
    public void Lines_OfOnePeer_AreBoundedAndSaidToBe_OthersAreHeard()
    {
        for (int interval = 1; interval <= 2; interval++)
        {
            Assert.Equal(QuietLines.MaxAbout, Enumerable.Range(0, 1000).Count(i => _lines.IsNews($"a {i}", "a")));
            Assert.Equal(Enumerable.Repeat("a", interval), _muted);
            Assert.True(_lines.IsNews($"b {interval}", "b"));
            _time.AdvanceBy(QuietLines.Quiet);
        }
    }

    /// <summary>Who claims to be ever another one is bounded, too, and whoever was known before is still told apart.</summary>
    [Fact]
    public void Lines_OfEverNewPeers_AreBounded()
    {
        Assert.True(_lines.IsNews("the first", "known"));
        int news = Enumerable.Range(0, 100_000).Count(i => _lines.IsNews($"line {i}", $"peer {i}"));
        Assert.Equal(QuietLines.MaxSubjects - 1 + QuietLines.MaxAbout, news);
        Assert.Equal(["further peers"], _muted);
        Assert.True(_lines.IsNews("the second", "known"));
        _time.AdvanceBy(QuietLines.Quiet);
        Assert.True(_lines.IsNews("later", "peer 99999"));
    }

    [Fact]
    public async Task Client_ThatReconnectsUnderEverNewReasons_DoesNotFillTheLog()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("a");
        await using var transport = cluster.Network.CreateTransport("raw", TimeProvider.System);
        for (int i = 0; i < QuietLines.MaxAbout * 2; i++)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
            await raw.SendAsync(new Frame { Reject = new Reject { Reason = RejectReason.Limit, Detail = $"for the {i}th time" } });
            while (node.Remote.Counters.RefusalsByPeers.GetValueOrDefault(nameof(RejectReason.Limit)) <= i) await Task.Yield();
        }

        Assert.Contains("clients", await node.Log.WaitForAsync(2016), StringComparison.Ordinal);
        Assert.Equal(QuietLines.MaxAbout, node.Log.Count(2007));
        Assert.Equal(1, node.Log.Count(2016));
    }
}
