using Actors.Remote.Tests.Nodes;
using Actors.TestKit;

namespace Actors.Remote.Tests.Links;

/// <summary>
/// What is told to one peer over sessions that come and go, each with another number of data streams, under a seed: turns
/// of the pumps, ends of writes, losses and new lives of the peer come in any order.
/// </summary>
public sealed class StreamScheduleTests
{
    private const int Paths = 12;

    /// <summary>
    /// Each message is written once, or a dead letter; those of a path are in order, and on one stream in a session. Fails when
    /// OutboundPump.IsSettled does not wait for what was lent, when Give spreads messages in turn instead of by lane, and when
    /// a stream's tables are not begun anew with its session. What Merge puts behind what waits is found by the next test.
    /// </summary>
    [Fact]
    public async Task Messages_OverSessionsOfOtherWidths_StayInOrderAndNoneIsLostOrDoubled()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            await using var world = await World.StartAsync(seed, lanes: 1 + (seed % 5));
            for (int step = 0; step < 400; step++) world.Step();
            world.End();
            world.Check();
        }
    }

    /// <summary>A barrier goes through once every stream is past it, however often the sessions end in between. Fails when Merge drops barriers.</summary>
    [Fact]
    public async Task Flush_OverSessionsOfOtherWidths_EndsBehindAllThatWasToldBefore()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            await using var world = await World.StartAsync(seed, lanes: 4);
            for (int step = 0; step < 100; step++) world.Step();
            var before = world.Told;
            var flushed = world.Peer.Outbound.FlushAsync();
            for (int step = 0; step < 1000 && !flushed.IsCompleted; step++) world.Step();
            world.End();
            await flushed.WaitAsync(TestNode.Patience);
            Assert.True(before.All(world.IsAccountedFor), $"seed {seed}");
            world.Check();
        }
    }

    /// <summary>Fails when Give lets a pulse go to one stream only.</summary>
    [Fact]
    public async Task Pulse_IsOnEachStreamBehindWhatWasToldBefore()
    {
        await using var world = await World.StartAsync(7, lanes: 4);
        var streams = world.Connect(4);
        for (int i = 0; i < 100; i++) world.Tell();
        world.Peer.Outbound.Pulse(5, 1);
        for (int i = 0; i < 100; i++) world.Tell(); // behind it
        world.Finish();
        Assert.All(streams, stream => Assert.Equal([5ul], stream.Pulses));
        Assert.All(streams, stream => Assert.NotEmpty(stream.Messages));
        world.Check();
    }

    /// <summary>
    /// Pulses that some streams have sent and others have not come again in their order. Seen to fail while Merge took what is left of
    /// one stream after that of the other: the newer pulse came first, and the session's DrainedTo went back.
    /// </summary>
    [Fact]
    public async Task Pulses_OverSessionsOfOtherWidths_NeverGoBack()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            await using var world = await World.StartAsync(seed, lanes: 4);
            ulong pulses = 0;
            for (int step = 0; step < 200; step++)
            {
                world.Step();
                if (step % 7 == 0) world.Peer.Outbound.Pulse(++pulses, world.Peer.Incarnation);
            }

            world.End();
            Assert.All(world.Streams, stream => Assert.True(stream.Pulses.SequenceEqual(stream.Pulses.Order()), $"seed {seed}: {string.Join(' ', stream.Pulses)}"));
        }
    }

    /// <summary>One peer of a node on a manual dispatcher; the test is its transport.</summary>
    private sealed class World : IAsyncDisposable
    {
        private static readonly RemoteOptions s_options = TestNode.Options with { ChunkBytes = 1024, BatchBytes = 1024, MaxTableEntries = 16, GiveUpAfter = Timeout.InfiniteTimeSpan };

        private readonly ManualDispatcher _dispatcher;
        private readonly Random _random;
        private readonly int _seed;
        private readonly ActorSystem _system;
        private readonly HashSet<int> _dead = [];
        private readonly List<(Session Session, List<ScriptedStream> Streams)> _sessions = [];
        private readonly int _lanes;
        private ulong _incarnation = 1;
        private int _told;

        private World(int seed, int lanes, ManualDispatcher dispatcher, ActorSystem system, RemoteNode node)
        {
            (_seed, _lanes, _random, _dispatcher, _system) = (seed, lanes, new Random(seed), dispatcher, system);
            Peer = node.TryGetPeer(new NodeAddress("b", "b.example", 1))!;
            system.DeadLetters.Subscribe(letter =>
            {
                if (letter.Message is Blob blob) lock (_dead) Assert.True(_dead.Add(BitConverter.ToInt32(blob.Bytes)), $"seed {seed}: two dead letters");
            });
        }

        internal Peer Peer { get; }

        internal IReadOnlyList<int> Told => [.. Enumerable.Range(0, _told)];

        internal static async Task<World> StartAsync(int seed, int lanes)
        {
            var dispatcher = new ManualDispatcher(seed);
            var system = ActorSystem.Create("a", new ActorSystemOptions { Dispatcher = dispatcher, Time = new VirtualTime(), DeadLetterCapacity = 10_000 });
            var network = new InMemoryNetwork();
            var node = await RemoteNode.StartAsync(system, s_options with { DataStreams = lanes }, network.CreateTransport("a", system.Time), (_, _) => Task.FromResult(1ul), default);
            return new World(seed, lanes, dispatcher, system, node);
        }

        internal void Step()
        {
            switch (_random.Next(20))
            {
                case 0: Current?.Session.Close("the test cuts it"); break;
                case 1 when Current is null || _random.Next(4) == 0: Connect(1 + _random.Next(_lanes)); break;
                case 2 when _random.Next(8) == 0: _incarnation++; break; // met with the next session
                case 3 when _seed % 10 == 0 && _random.Next(8) == 0:
                    for (int i = 0; i < 1500; i++) Tell(); // more than one turn gives to the streams
                    break;
                case < 10: Tell(); break;
                case < 15: EndAWrite(); break;
                default: _dispatcher.RunOne(); break;
            }
        }

        internal void Tell()
        {
            byte[] bytes = new byte[_random.Next(12) == 0 ? 3000 : 4 + _random.Next(200)];
            BitConverter.TryWriteBytes(bytes, _told++);
            var path = ActorPath.FromString($"/user/t{_random.Next(Paths)}");
            ulong pinned = _random.Next(4) == 0 ? _incarnation : 0;
            Peer.Outbound.Tell(Peer.Target(path, 0, pinned), new Blob(bytes), null);
        }

        internal List<ScriptedStream> Connect(int width)
        {
            var session = new Session(Peer, [(byte)_sessions.Count], Peer.Node.Self, _incarnation, new ScriptedStream(null), 0, 0, width) { PeerMaxMessageBytes = 1024 * 1024 };
            var streams = Enumerable.Range(0, width).Select(_ => new ScriptedStream(_random)).ToList();
            for (int i = 0; i < width; i++) Assert.True(session.TryAddData((uint)i, streams[i]));
            _sessions.Add((session, streams));
            Peer.OnEstablished(session);
            return streams;
        }

        /// <summary>One more session that lasts until all is written.</summary>
        internal void End()
        {
            Current?.Session.Close("the test cuts it");
            Connect(1 + _random.Next(_lanes));
            Finish();
        }

        internal void Finish()
        {
            for (int i = 0; i < 100_000 && (Peer.Outbound.Waiting > 0 || _dispatcher.Waiting > 0 || Current!.Value.Streams.Any(static stream => stream.IsWriting)); i++)
            {
                _dispatcher.RunUntilIdle();
                EndAWrite();
            }

            Assert.True(Peer.Outbound.Waiting == 0, $"seed {_seed}: {Peer.Outbound.Waiting} wait");
        }

        internal bool IsAccountedFor(int number)
        {
            lock (_dead) return _dead.Contains(number) || Written.Any(written => written.Number == number);
        }

        internal void Check()
        {
            var last = new Dictionary<string, int>();
            var seen = new HashSet<int>();
            foreach (var (session, streams) in _sessions)
            {
                var stream = new Dictionary<string, int>();
                for (int i = 0; i < streams.Count; i++)
                {
                    foreach (var (path, payload) in streams[i].Messages)
                    {
                        int number = NumberOf(payload);
                        Assert.True(seen.Add(number), $"seed {_seed}: {number} twice");
                        Assert.True(!last.TryGetValue(path, out int before) || before < number, $"seed {_seed}: {path} gets {number} after {before}");
                        Assert.True(!stream.TryGetValue(path, out int other) || other == i, $"seed {_seed}: {path} on two streams of one session");
                        (last[path], stream[path]) = (number, i);
                    }
                }
            }

            lock (_dead)
            {
                Assert.DoesNotContain(seen, _dead.Contains);
                Assert.True(seen.Count + _dead.Count == _told, $"seed {_seed}: {string.Join(", ", Told.Where(number => !seen.Contains(number) && !_dead.Contains(number)))} of {_told} are neither written nor dead letters");
            }
        }

        public async ValueTask DisposeAsync()
        {
            Current?.Session.Close("the test is over");
            await ByHand.EndAsync(_system, _dispatcher);
        }

        private (Session Session, List<ScriptedStream> Streams)? Current => _sessions is [.., var newest] && !newest.Session.IsClosed ? newest : null;

        internal IEnumerable<ScriptedStream> Streams => _sessions.SelectMany(static session => session.Streams);

        private IEnumerable<(string Path, int Number)> Written => _sessions.SelectMany(static session => session.Streams).SelectMany(static stream => stream.Messages).Select(static message => (message.Path, NumberOf(message.Payload)));

        private void EndAWrite()
        {
            if (Current is not { } current) return;
            current.Streams[_random.Next(current.Streams.Count)].EndWrite();
        }

        private static int NumberOf(byte[] payload) => BitConverter.ToInt32(payload, payload[1] switch { 0xC4 => 3, 0xC5 => 4, _ => 6 });
    }
}
