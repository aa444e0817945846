using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Nodes;

/// <summary>The same over real gRPC, as far as the transport may matter.</summary>
public sealed class GrpcNodeTests
{
    [Fact]
    public async Task Nodes_AskWatchAndPartInOrder_WithoutAWarning()
    {
        await using var a = await TestNode.StartAsync("a", null);
        var b = await TestNode.StartAsync("b", null);
        b.SpawnAdder();
        var inbox = a.SpawnInbox<Number>("inbox");
        Assert.Equal(2, await a.AddAsync(b, 1));
        var terminated = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (b.Remote.TryGetPeer(a.Remote.Self)!.Watchers.Count == 0) // one that comes when the node has said goodbye is answered once it is given up
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        var back = b.Ref<Number>(a, "inbox");
        for (int i = 0; i < 10_000; i++) back.Tell(new Number(i));
        await b.DisposeAsync();
        await terminated.WaitAsync(TestNode.Patience);
        for (int i = 0; i < 10_000; i++) Assert.Equal(new Number(i), await inbox.NextAsync());
        await a.Log.WaitForAsync(2010);
        Assert.DoesNotContain(a.Log.Lines.Concat(b.Log.Lines), line => line.Level >= LogLevel.Warning && line.Id is >= 2000 and < 2100);
    }

    [Fact]
    public async Task Node_ThatRefuses_IsHeardByTheRefused()
    {
        await using var node = await TestNode.StartAsync("b", null);
        await using var transport = new GrpcLinkTransport(TestNode.Transport, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await using var raw = await Links.RawPeer.ConnectAsync(transport, node);
        await raw.ShakeHandsAsync(Links.RawPeer.HelloOf(node, Proto.StreamKind.Client));
        await raw.SendAsync([0, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(Proto.RejectReason.Malformed, (await raw.ReadRejectAsync()).Reason);
    }
}
