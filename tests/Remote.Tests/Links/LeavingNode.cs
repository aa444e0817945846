using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// A node that is amid its goodbye, and remains so until the test lets it: one peer of it has been told, and does not end its
/// streams. Its clock stands still.
/// </summary>
internal sealed class LeavingNode : IAsyncDisposable
{
    private readonly InMemoryLinkTransport _transport;
    private readonly RawPeer _control;
    private readonly RawPeer _data;
    private Task _left = Task.CompletedTask;

    private LeavingNode(TestNode node, InMemoryLinkTransport transport, RawPeer control, RawPeer data)
    {
        Node = node;
        _transport = transport;
        _control = control;
        _data = data;
    }

    internal TestNode Node { get; }

    /// <summary>It has not begun to leave.</summary>
    internal static async Task<LeavingNode> StartAsync(TestCluster cluster, string name = "b", RemoteOptions? options = null, Func<ILinkTransport, ILinkTransport>? over = null)
    {
        var time = new VirtualTime();
        ILinkTransport own = cluster.Transport(name, time);
        var node = await TestNode.StartAsync(name, over is null ? own : over(own), options ?? TestNode.Options, time);
        var transport = cluster.Transport("keeper of " + name);
        var control = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = (await control.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Control))).Session;
        var data = await RawPeer.ConnectAsync(transport, node);
        await data.ShakeHandsAsync(hello);
        await node.Log.WaitForAsync(2001);
        return new LeavingNode(node, transport, control, data);
    }

    /// <summary>From here on it is amid its goodbye.</summary>
    internal async Task BeginAsync()
    {
        _left = Node.Remote.DisposeAsync().AsTask();
        Assert.NotNull((await _control.ReadAsync()).Goodbye);
        Assert.False(_left.IsCompleted);
    }

    /// <summary>Lets it end.</summary>
    internal async Task EndAsync()
    {
        await _control.DisposeAsync();
        await _data.DisposeAsync();
        await _left.WaitAsync(TestNode.Patience); // without its clock: it waits for nothing else
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Node.DisposeAsync();
        await _transport.DisposeAsync();
    }
}
