using Actors.Remote;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Serialization;
using Actors.TestKit;

namespace Actors.Fuzz.Targets;

/// <summary>
/// A whole node on one thread under virtual time: its handshake, and what a session may bring. The input's first byte says
/// how far the peer is right: in nothing, in its Hello, in its Proof too. Nothing the peer says is an error of the
/// node's, none of it stays, and every call ends.
/// </summary>
internal sealed class SessionTarget : FuzzTarget, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly RemoteOptions Options = new() { Secret = "a secret of the fuzzer", Messages = [CorpusMessages.Manifest, FormatMessages.Manifest], MaxManifestEntries = 200, MaxFrameBytes = 64 * 1024, MaxTableEntries = 64, MaxPeers = 64 };

    private readonly ManualDispatcher _dispatcher = new(1);
    private readonly VirtualTime _time = new();
    private readonly ActorSystem _system;
    private readonly RemoteNode _node;
    private readonly Acceptor _acceptor;
    private readonly byte[] _hello = FrameSeeds.Write(new Frame { Hello = FrameSeeds.HelloOf(StreamKind.Client) });
    private ReadOnlyMemory<byte> _input;

    internal SessionTarget()
    {
        _system = ActorSystem.Create("fuzz", new ActorSystemOptions { Dispatcher = _dispatcher, Time = _time, Random = new Random(1), DeadLetterCapacity = 16 });
        var started = RemoteNode.StartAsync(_system, Options, new InMemoryNetwork(System.IO.Pipelines.PipeScheduler.Inline).CreateTransport("fuzz", _time), static (_, _) => Task.FromResult(1UL), default);
        Await(started);
        _node = started.Result;
        _acceptor = new Acceptor(_node);
        _system.Spawn(Props.FromBehavior(Behavior.Receive<Number>(static (context, number) =>
        {
            if (context.Sender is not null) context.Reply(number);
            return Behavior.Same<Number>();
        })), "echo");
    }

    internal override string Name => "sessions";

    internal override int Share => 5;

    internal override int MaxInputBytes => 1024;

    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            foreach (var kind in new[] { StreamKind.Client, StreamKind.Control, StreamKind.Data, (StreamKind)9 })
            {
                byte[] hello = FrameSeeds.Write(new Frame { Hello = FrameSeeds.HelloOf(kind) });
                yield return [0, .. hello];
                yield return [1, .. hello];
            }

            foreach (byte[] frame in FrameSeeds.All)
            {
                yield return [2, .. frame];
                yield return [3, .. frame];
            }

            foreach (var frames in SessionSeeds.All) yield return [3, .. FrameSeeds.Write(frames)];
            yield return [3, 0, 0, 0, 0, 13, 0x62, 11, 0x0A, 5, 0x0A, 1, 0x78, 0x78, 1, 0x12, 1, 1, 0xFF]; // fields of a later Manifest
            foreach (var spoil in Spoiled)
            {
                var hello = FrameSeeds.HelloOf(StreamKind.Client);
                spoil(hello);
                yield return [0, .. FrameSeeds.Write(new Frame { Hello = hello })];
                yield return [1, .. FrameSeeds.Write(new Frame { Hello = hello })];
            }
        }
    }

    private static Action<Hello>[] Spoiled =>
    [
        hello => hello.VersionMin = 2, hello => hello.VersionMax = 0, hello => hello.Cluster = "other", hello => hello.Universe = "u", hello => hello.Node = null, hello => hello.Node.Host = "",
        hello => hello.Node.Incarnation = 0, hello => hello.Peer = new NodeId { System = "x" }, hello => hello.Peer = new NodeId { System = "fuzz", Host = "h", Port = 1 }, hello => hello.Peer = new NodeId { Incarnation = 5 },
        hello => hello.Nonce = Google.Protobuf.ByteString.Empty, hello => hello.MaxFrameBytes = 5, hello => hello.Kind = StreamKind.Control, hello => (hello.Kind, hello.Session) = (StreamKind.Data, FrameSeeds.Nonce),
    ];

    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        _input = input;
        if (input.IsEmpty) return 0;
        var said = input[1..];
        bool proves = (input.Span[0] & 1) != 0;
        using var stream = (input.Span[0] & 2) == 0
            ? new Owned(new ScriptedStream(said.Span, default, proves ? Options : null))
            : new Owned(new ScriptedStream(_hello, said, proves ? Options : null));
        int before = Refusals();
        Await(_acceptor.AcceptAsync(stream.Link));
        _dispatcher.RunUntilIdle();
        _time.AdvanceBy(TimeSpan.FromSeconds(1)); // the pings of the session end at their next tick
        _dispatcher.RunUntilIdle();
        return Outcomes.Mix(Refusals() - before, (input.Span[0] & 3) + (Math.Min(stream.Link.Written, 400) << 2));
    }

    protected override bool IsRefusal(Exception error) => false; // a node answers, it does not throw

    // A session has pumps and buffers of its own; a message beyond what the codecs may take an envelope, an ask, a dead letter.
    protected override long AllocationLimit(int inputBytes, bool refused) => (512 * 1024) + (4096L * inputBytes);

    protected override string? FindDifference()
    {
        int clients = _node.Peers.Count(peer => peer.IsClient);
        return clients == 0 ? null : $"{clients} sessions are left";
    }

    public void Dispose()
    {
        var ended = _system.DisposeAsync().AsTask();
        Await(ended);
    }

    private int Refusals()
    {
        int sum = 0;
        foreach (var (reason, count) in _node.Counters.Refusals) sum = Outcomes.Mix(sum, reason.Length * (int)Math.Min(count, 1));
        return sum + (int)_node.Counters.Refusals.Values.Sum();
    }

    /// <summary>Runs everything until the task ends; the clock goes on only while nothing else does.</summary>
    private void Await(Task task)
    {
        long began = TimeProvider.System.GetTimestamp();
        for (int idle = 0; !task.IsCompleted; idle++)
        {
            if (_dispatcher.RunUntilIdle() > 0) idle = 0;
            if (((IAsyncResult)task).AsyncWaitHandle.WaitOne(1)) break; // what ends a session goes over the thread pool
            if (idle % 50 == 49) _time.AdvanceBy(TimeSpan.FromMilliseconds(50));
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new FuzzFailureException(Name, "the call does not end", _input.Span);
        }

        task.GetAwaiter().GetResult();
    }

    private sealed class Owned(ScriptedStream link) : IDisposable
    {
        internal ScriptedStream Link => link;

        public void Dispose() => ((ILinkStream)link).Abort("the case is over");
    }
}
