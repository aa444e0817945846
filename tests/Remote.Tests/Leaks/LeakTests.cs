using System.IO.Pipelines;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests.Leaks;

/// <summary>
/// Nothing of a session stays when it ends: not its memory, its handles, its timers or a task that holds it. Seen to fail: with
/// Acceptor not releasing the timer of a handshake's limit (timers), with GrpcServerStream not calling Released (links),
/// with Peer.OnSessionEnded keeping every session in a list (sessions, memory), with RemoteNode.Forget not forgetting (peers).
/// </summary>
[Collection(RunAloneCollection.Name)]
public sealed class LeakTests
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("ACTORS_CI") is not null;
    private static readonly RemoteOptions Options = TestNode.Options with { ReconnectMin = TimeSpan.FromTicks(1), ReconnectMax = TimeSpan.FromTicks(1), PingTimeout = TimeSpan.FromMinutes(10) };

    private readonly CountedTime _time = new();

    [Fact]
    public Task Reconnect_AThousandTimesInMemory_LeavesNothing() => ReconnectAsync(Network(), 1000);

    [Fact]
    public Task Reconnect_ManyTimesOverGrpc_LeavesNothing() => ReconnectAsync(_ => Grpc(), IsFull ? 1000 : 60);

    [Fact]
    public Task Streams_TenThousandShortOnesInMemory_LeaveNothing() => StreamsAsync(Network(), 10_000);

    [Fact]
    public Task Streams_ManyShortOnesOverGrpc_LeaveNothing() => StreamsAsync(_ => Grpc(), IsFull ? 10_000 : 200);

    private async Task ReconnectAsync(Func<string, ILinkTransport> transport, int rounds)
    {
        var (one, a) = await StartAsync("a", transport("a"));
        var (other, b) = await StartAsync("b", transport("b"));
        await using var _ = one;
        await using var __ = other;
        SpawnEcho(other);
        var echo = one.Resolve<Number>($"actors://{b.Self.Endpoint}/user/echo");
        var peer = a.TryGetPeer(b.Self)!;
        var sessions = new List<WeakReference>();
        await RoundsAsync(rounds / 10); // tables and pools have grown, code is compiled
        sessions.Clear();
        var before = Holdings.Now(_time);
        await RoundsAsync(rounds);
        await Holdings.AreBackAtAsync(before, _time);
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (sessions.Count(static session => session.IsAlive) > 2) // the one before the current may be named by what comes next
        {
            Assert.False(limit.IsCancellationRequested, $"{sessions.Count(static session => session.IsAlive)} of {rounds} sessions are still held");
            GC.Collect();
            await Task.Yield();
        }

        async Task RoundsAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(new Number(i), await echo.Ask<Number, Number>(new Number(i), TestNode.Patience));
                sessions.Add(new WeakReference(await EndSessionAsync(peer)));
            }

            Assert.Equal(new Number(0), await echo.Ask<Number, Number>(new Number(0), TestNode.Patience));
        }
    }

    private async Task StreamsAsync(Func<string, ILinkTransport> transport, int rounds)
    {
        var (system, node) = await StartAsync("b", transport("b"));
        await using var _ = system;
        SpawnEcho(system);
        await using var raw = transport("raw");
        await RoundsAsync(rounds / 10);
        var before = Holdings.Now(_time);
        await RoundsAsync(rounds);
        using var limit = new CancellationTokenSource(2 * TestNode.Patience);
        while (node.Peers.Any(static peer => peer.IsClient))
        {
            Assert.False(limit.IsCancellationRequested, "clients are not forgotten");
            await Task.Yield();
        }

        await Holdings.AreBackAtAsync(before, _time);
        while (node.Transport is GrpcLinkTransport { OpenLinkCount: > 0 }) // released when the other side has ended, or after a limit
        {
            Assert.False(limit.IsCancellationRequested, "links are not released");
            await Task.Yield();
        }

        async Task RoundsAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await using var stream = await raw.ConnectAsync("127.0.0.1", node.Self.Port, default);
                await SpeakAsync(stream, node, i % 4);
            }
        }
    }

    /// <summary>Four ways in which a stream may be short: refused, gone amid the handshake, gone after it, gone without a word.</summary>
    private static async Task SpeakAsync(ILinkStream stream, RemoteNode node, int way)
    {
        var frames = new HandshakeStream(stream);
        if (way == 3)
        {
            stream.Abort("gone");
            return;
        }

        if (way == 0)
        {
            await stream.WriteAsync(new byte[] { 0, 0x80, 0, 0, 0 }, default);
            await Assert.ThrowsAsync<HandshakeException>(async () => await frames.ReadAsync(default));
            return;
        }

        var hello = new Hello { VersionMin = 1, VersionMax = 1, Cluster = Options.Cluster, Kind = StreamKind.Client, Nonce = Google.Protobuf.ByteString.CopyFrom(RawPeer.Nonce), Peer = NodeIds.Of(node.Self) };
        await frames.WriteAsync(new Frame { Hello = hello }, default);
        var challenge = (await frames.ReadAsync(default)).Challenge;
        if (way == 1) return;
        byte[] proof = Credentials.DiallerProof(Options, hello, challenge);
        await frames.WriteAsync(new Frame { Proof = new Proof { Proof_ = Google.Protobuf.ByteString.CopyFrom(proof) } }, default);
        Assert.NotNull((await frames.ReadAsync(default)).Welcome);
    }

    /// <summary>In a method of its own, so that no local of the caller holds the session.</summary>
    private static async Task<object> EndSessionAsync(Peer peer)
    {
        var session = peer.Session!;
        session.Close("the test ends it");
        await session.Ended.WaitAsync(TestNode.Patience);
        return session;
    }

    private static void SpawnEcho(ActorSystem system) => system.Spawn(Props.FromBehavior(Behavior.Receive<Number>(static (context, number) =>
    {
        context.Reply(number);
        return Behavior.Same<Number>();
    })), "echo");

    private async Task<(ActorSystem System, RemoteNode Node)> StartAsync(string name, ILinkTransport transport)
    {
        var system = ActorSystem.Create(name, new ActorSystemOptions { Time = _time });
        return (system, await RemoteNode.StartAsync(system, Options, transport, static (_, _) => Task.FromResult(1UL), default));
    }

    private Func<string, ILinkTransport> Network()
    {
        var network = new InMemoryNetwork(PipeScheduler.ThreadPool);
        return name => network.CreateTransport(name, _time);
    }

    private GrpcLinkTransport Grpc() => new(TestNode.Transport with { FailedConnectionsPerSecond = 1_000_000 }, _time, NullLoggerFactory.Instance);
}
