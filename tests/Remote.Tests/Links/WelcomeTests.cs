using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>The end of the handshake, as the acceptor sees it.</summary>
public sealed class WelcomeTests
{
    /// <summary>
    /// The acceptor's write of a Welcome ends late and badly: the peer has read it, all of the session's other streams are
    /// open, and the link is cut. The next session works. Seen to fail while a session began without its control stream's Welcome
    /// having been written: that stream was never read, so all later sessions waited for its reader for ever.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Cut_BeforeTheControlStreamsWelcomeHasBeenWritten_TheNextSessionIsRead(int dataStreams)
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { DataStreams = dataStreams };
        var transport = new LateWelcomes(cluster.Transport("a"), streams: dataStreams + 2);
        await using var a = await TestNode.StartAsync("a", transport, options);
        await using var b = await TestNode.StartAsync("b", cluster.Transport("b"), options);
        var inbox = a.SpawnInbox<Number>("inbox");
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        b.System.Events.Subscribe<LinkConnected>(_ => connected.TrySetResult());
        b.System.Events.Subscribe<LinkDisconnected>(_ => ended.TrySetResult());
        b.Remote.KeepConnected(a.Remote.Self);
        await transport.AllWritten.WaitAsync(TestNode.Patience);
        await connected.Task.WaitAsync(TestNode.Patience);
        await transport.EndOthersAsync();
        Assert.Null(a.Remote.TryGetPeer(b.Remote.Self)!.Session); // not yet
        b.Remote.TryGetPeer(a.Remote.Self)!.Session!.Close("the test says so");
        transport.Fail(0);
        await ended.Task.WaitAsync(TestNode.Patience);
        b.Ref<Number>(a, "inbox").Tell(new Number(1));
        Assert.Equal(new Number(1), await inbox.NextAsync());
    }

    /// <summary>
    /// A peer opens a control stream and is gone before its data stream. Seen to fail while that was noticed by HandshakeTimeout only:
    /// until then this node did not dial, because it waited for the rest of the session.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peer_GoneBetweenItsStreams_IsDialledAtOnce(bool inOrder)
    {
        await using var cluster = new TestCluster();
        var options = TestNode.Options with { HandshakeTimeout = TimeSpan.FromHours(1), Port = 25_200 };
        var a = await cluster.StartAsync("a", options with { Port = 0 });
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, a);
        var hello = RawPeer.HelloOf(a, Proto.StreamKind.Control);
        (hello.Node.System, hello.Node.Port) = ("b", (uint)options.Port);
        Assert.NotNull(await raw.ShakeHandsAsync(hello));
        if (inOrder) await raw.EndAsync();
        else await raw.DisposeAsync();
        var b = await cluster.StartAsync("b", options);
        b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
    }
}
