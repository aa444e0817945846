using System.Net.Sockets;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests.Pacing;

/// <summary>
/// What costs a node more than its sender is slowed, counted and logged once, over real connections; a healthy peer beside it goes on
/// with its one session, and nothing is left of the other.
/// </summary>
public sealed class PacingTests
{
    private const int Many = 1000;

    // As slow as it can be: what is slowed must be seen to wait, and not to be gone again before anybody looks.
    private static readonly RemoteOptions Options = TestNode.Options with { Transport = new() { MaxWastedFramesPerSecond = 100, FailedConnectionsBurst = 4, FailedConnectionsPerSecond = 1 } };

    /// <summary>Fails with a limit of 100,000,000 frames: nobody is slowed.</summary>
    [Fact]
    public Task Writing_ByteByByte_IsSlowed() => AgainstAsync(async (node, transport) =>
    {
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
        byte[] piece = [0];
        var slowed = node.Log.WaitForAsync(2017);
        for (int i = 0; i < Many && !slowed.IsCompleted; i++) await raw.SendAsync(piece);
        await slowed;
    });

    [Fact]
    public Task Http2Pings_AreSlowed() => AgainstAsync(static (node, _) => FloodAsync(node, static (client, _) => client.PingOnce()));

    [Fact]
    public Task Streams_OpenedAndReset_AreSlowed() => AgainstAsync(static (node, _) => FloodAsync(node, static (client, i) =>
    {
        client.Open((2 * i) + 1);
        client.Cancel((2 * i) + 1);
    }));

    [Theory]
    [InlineData(nameof(RejectReason.FrameTooLarge))]
    [InlineData(nameof(RejectReason.Secret))]
    [InlineData(nameof(RejectReason.Malformed))]
    public Task Handshakes_ThatFailAgainAndAgain_HaveToWait(string reason) => AgainstAsync(async (node, transport) =>
    {
        int tries = 0;
        for (int i = 0; i < 4 || node.Remote.Counters.ConnectionsSlowed == 0; i++)
        {
            tries++;
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            switch (reason)
            {
                case nameof(RejectReason.FrameTooLarge): await raw.SendAsync([0, 0x80, 0, 0, 0]); break;
                case nameof(RejectReason.Malformed): await raw.SendAsync([0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]); break;
                default:
                    await raw.SendAsync(new Frame { Hello = RawPeer.HelloOf(node, StreamKind.Client) });
                    Assert.NotNull((await raw.ReadAsync()).Challenge);
                    await raw.SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(new byte[32]) } });
                    break;
            }

            Assert.Equal(reason, (await raw.ReadRejectAsync()).Reason.ToString());
        }

        Assert.Equal(tries, node.Remote.Counters.Refusals[reason]);
    });

    /// <summary>Sessions that begin well, and break a rule. Fails when LinkReader blames nobody.</summary>
    [Fact]
    public Task Sessions_ThatBreakARuleAgainAndAgain_HaveToWait() => AgainstAsync(async (node, transport) =>
    {
        while (node.Remote.Counters.ConnectionsSlowed == 0)
        {
            await using var raw = await RawPeer.ConnectAsync(transport, node);
            Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client)));
            await raw.SendAsync([0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]);
            Assert.Equal(RejectReason.Malformed, (await raw.ReadRejectAsync()).Reason);
        }
    });

    /// <summary>Connections without a word: some begin, some wait, the others are closed before anything of HTTP/2 is made for them.</summary>
    [Fact]
    public Task Connections_Flooded_AreRefusedAndLoggedOnce() => AgainstAsync(async (node, _) =>
    {
        var all = new List<RawHttp2>();
        try
        {
            while (node.Remote.Counters.Refusals.GetValueOrDefault("Limit") < 20)
            {
                try
                {
                    all.Add(await RawHttp2.ConnectAsync(node.Remote.Self.Port));
                }
                catch (SocketException)
                {
                    // refused before it was there
                }
            }
        }
        finally
        {
            foreach (var client in all) client.Dispose();
        }

        Assert.Equal(1, node.Log.Count(2006));
    });

    /// <summary>Peers that come and go in order are not slowed: a cluster that restarts.</summary>
    [Fact]
    public async Task Sessions_OfPeers_ManyMoreThanMayFail_AreNotSlowed()
    {
        await using var node = await TestNode.StartAsync("b", null, Options with { Transport = new() { FailedConnectionsBurst = 16 } });
        node.SpawnAdder();
        for (int i = 0; i < 32; i++)
        {
            await using var peer = await TestNode.StartAsync("a", null, incarnation: (ulong)i + 1);
            Assert.Equal(2, await peer.AddAsync(node, 1));
        }

        Assert.Equal(0, node.Remote.Counters.ConnectionsSlowed);
    }

    private static async Task FloodAsync(TestNode node, Action<RawHttp2, int> once)
    {
        using var client = await RawHttp2.ConnectAsync(node.Remote.Self.Port);
        var drained = client.DrainAsync();
        for (int i = 0; i < Many; i++) once(client, i);
        await Task.WhenAny(client.FlushAsync(), node.Log.WaitForAsync(2017));
        await node.Log.WaitForAsync(2017);
        client.Dispose();
        await drained;
    }

    private static async Task AgainstAsync(Func<TestNode, GrpcLinkTransport, Task> attack)
    {
        await using var node = await TestNode.StartAsync("b", null, Options);
        await using var healthy = await TestNode.StartAsync("a", null);
        await using var transport = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
        node.SpawnAdder();
        Assert.Equal(2, await healthy.AddAsync(node, 1));
        var attacking = attack(node, transport);
        long asked = 0;
        do Assert.Equal(++asked + 1, await healthy.AddAsync(node, asked));
        while (!attacking.IsCompleted);
        await attacking;
        Assert.InRange(node.Remote.Counters.ConnectionsSlowed, 1, 100);
        Assert.Equal(1, node.Log.Count(2017));
        Assert.Equal(1, healthy.Log.Count(2001)); // one session throughout
        await using var late = await TestNode.StartAsync("c", null);
        Assert.Equal(3, await late.AddAsync(node, 2)); // from the same address as the attacker, and all the same
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (node.Remote.Peers.Any(static peer => peer.IsClient))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
