using System.IO.Pipelines;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Starts that fail half way, and ends at which something throws.</summary>
public sealed class NodeEndTests
{
    /// <summary>
    /// Somebody dials while the node starts, which then fails: the stream is cut, and its handler ends. Seen to fail while it waited for
    /// the start for ever, and the transport, as it closed, for it.
    /// </summary>
    [Fact]
    public async Task StartAsync_ThatFailsWhileSomebodyDials_LetsTheHandlerEnd()
    {
        var network = new InMemoryNetwork();
        var transport = new Watched(network.CreateTransport("a", TimeProvider.System));
        var dialler = network.CreateTransport("b", TimeProvider.System);
        await using var system = ActorSystem.Create("a");
        var start = RemoteNode.StartAsync(
            system,
            TestNode.Options,
            transport,
            async (_, place) =>
            {
                await dialler.ConnectAsync(place.Host, place.Port, default);
                throw new InvalidOperationException("the test says so");
            },
            default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => start);
        await transport.Handled.WaitAsync(TestNode.Patience);
    }

    /// <summary>A stream throws at its end, which none should: the node is closed all the same, and nobody listens any more. Seen to fail while the end went on to the first that threw.</summary>
    [Fact]
    public async Task DisposeAsync_WhenAStreamThrowsAtItsEnd_ClosesTheRest()
    {
        await using var cluster = new TestCluster();
        var transport = new Watched(cluster.Transport("a"));
        await using var a = await TestNode.StartAsync("a", transport);
        var b = await cluster.StartAsync("b");
        a.SpawnAdder();
        Assert.Equal(2, await b.AddAsync(a, 1));
        transport.ThrowsAtEnds = true;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await a.Remote.DisposeAsync());
        await Assert.ThrowsAsync<LinkException>(async () => await cluster.Transport("c").ConnectAsync("127.0.0.1", a.Remote.Self.Port, default));
        Assert.All(a.Remote.Peers, static peer => Assert.NotEqual(LinkState.Connected, peer.State));
    }

    /// <summary>A node ends with its system: where that has ended already it does not start, and listens no more. Seen to fail while it listened to the process's end.</summary>
    [Fact]
    public async Task StartAsync_OnASystemThatHasShutDown_Fails()
    {
        var network = new InMemoryNetwork();
        var system = ActorSystem.Create("a");
        await system.DisposeAsync();
        int port = 0;
        var start = RemoteNode.StartAsync(
            system,
            TestNode.Options,
            network.CreateTransport("a", TimeProvider.System),
            (_, place) =>
            {
                port = place.Port;
                return Task.FromResult(1ul);
            },
            default);
        Assert.Contains("shut down", (await Assert.ThrowsAsync<InvalidOperationException>(() => start)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LinkException>(async () => await network.CreateTransport("b", TimeProvider.System).ConnectAsync("127.0.0.1", port, default));
    }

    /// <summary>Another transport, which says when its first handler has ended, and whose accepted streams may throw when they are disposed.</summary>
    private sealed class Watched(ILinkTransport inner) : ILinkTransport
    {
        private readonly TaskCompletionSource _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Handled => _handled.Task;

        internal bool ThrowsAtEnds { get; set; }

        public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken) =>
            inner.ListenAsync(
                host,
                port,
                async stream =>
                {
                    await accept(new Stream(this, stream));
                    _handled.TrySetResult();
                },
                cancellationToken);

        public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) => inner.ConnectAsync(host, port, cancellationToken);

        public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
            inner.ConnectBesideAsync(beside, host, port, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private sealed class Stream(Watched transport, ILinkStream inner) : ILinkStream
        {
            public PipeReader Input => inner.Input;

            public string RemoteEndPoint => inner.RemoteEndPoint;

            public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => inner.WriteAsync(bytes, cancellationToken);

            public void Abort(string reason) => inner.Abort(reason);

            public async ValueTask DisposeAsync()
            {
                await inner.DisposeAsync();
                if (transport.ThrowsAtEnds) throw new InvalidOperationException("the test says so");
            }
        }
    }
}
