using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>Both nodes dial, again and again, in orders that a seed changes.</summary>
public sealed class SettlingTests
{
    private const int Rounds = 12, Told = 5;

    private static readonly RemoteOptions s_eager = TestNode.Options with { ReconnectMin = TimeSpan.FromTicks(1), ReconnectMax = TimeSpan.FromTicks(1) };

    /// <summary>
    /// Each time the session is cut, on one side or on both, both nodes dial; one session comes of it, which neither side gives up,
    /// and all that is told once it is there arrives. Seen to fail with Peer.TryAccept letting both dials in: one session
    /// replaces the other, with what was told on it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task BothDial_AfterEachCut_OneSessionStandsAndWhatIsToldOnItArrives(int dataStreams)
    {
        for (int seed = 1; seed <= 25; seed++)
        {
            var random = new Random(seed);
            await using var cluster = new TestCluster();
            await using var a = await Side.StartAsync(cluster, "a", seed, dataStreams);
            await using var b = await Side.StartAsync(cluster, "b", seed + 1000, dataStreams);
            a.Meet(b); // both listen before either connects
            b.Meet(a);
            a.Connect();
            b.Connect();
            for (int round = 1; round <= Rounds; round++)
            {
                for (int i = 0; i < Told; i++)
                {
                    Assert.Equal(new Number((round * Told) + i), await a.Inbox.NextAsync());
                    Assert.Equal(new Number((round * Told) + i), await b.Inbox.NextAsync());
                }

                var (one, other) = (a.Session, b.Session);
                Assert.Equal(one.Id, other.Id);
                Assert.False(one.IsClosed || other.IsClosed, $"seed {seed}");
                Assert.Equal((round, round), (a.Connected, b.Connected));
                int which = random.Next(3);
                if (which != 1) one.Close("the test says so");
                if (which != 0) other.Close("the test says so");
            }

            // A write that the peer has read when the test cuts it may still fail here: that it arrived is seen above.
            foreach (var letters in new[] { a.Node.System.DeadLetters, b.Node.System.DeadLetters }) Assert.Equal(letters.Total, letters.Count(DeadLetterReason.LinkLost));
        }
    }

    /// <summary>
    /// A node that leaves while something of its has not been acknowledged does not come back: its new session would replace the one
    /// that still brings what it said last. Seen to fail while only clients knew that they were leaving.
    /// </summary>
    [Fact]
    public async Task Stop_WithUnacknowledgedControl_DialsNobodyAndPartsInOrder()
    {
        await using var cluster = new TestCluster();
        var a = await cluster.StartAsync("a");
        var transport = new ShakyTransport(cluster.Transport("b"), seed: 1);
        var b = await TestNode.StartAsync("b", transport, s_eager);
        var adder = b.SpawnAdder();
        Assert.Equal(2, await a.AddAsync(b, 1));
        var watched = ActorSystem.WhenTerminated(a.Ref<Number>(b, "adder"));
        var peer = b.Remote.TryGetPeer(a.Remote.Self)!;
        using var limit = new CancellationTokenSource(TestNode.Patience);
        while (peer.Watchers.Count == 0 && !limit.IsCancellationRequested) await Task.Yield();
        cluster.Network.Stall("a", "b"); // no acknowledgement comes back
        ActorSystem.Stop(adder);
        await watched.WaitAsync(TestNode.Patience);
        Assert.Equal(1, peer.Control.Unacknowledged);
        await b.DisposeAsync();
        await a.Log.WaitForAsync(2010);
        Assert.Equal(0, transport.Dialled);
        Assert.Equal(0, a.Log.Count(2002));
    }

    private sealed class Side(TestNode node) : IAsyncDisposable
    {
        private int _connected;
        private Side? _other;

        internal TestNode Node => node;

        internal Inbox<Number> Inbox { get; } = node.SpawnInbox<Number>("inbox");

        internal int Connected => Volatile.Read(ref _connected);

        internal Session Session => node.Remote.TryGetPeer(_other!.Node.Remote.Self)!.Session!;

        internal static async Task<Side> StartAsync(TestCluster cluster, string name, int seed, int dataStreams) =>
            new(await TestNode.StartAsync(name, new ShakyTransport(cluster.Transport(name), seed), s_eager with { DataStreams = dataStreams }));

        internal void Connect() => node.Remote.KeepConnected(_other!.Node.Remote.Self);

        /// <summary>From here on it is told something whenever it is connected.</summary>
        internal void Meet(Side other)
        {
            _other = other;
            var target = node.Ref<Number>(other.Node, "inbox");
            node.System.Events.Subscribe<LinkConnected>(_ =>
            {
                int round = Interlocked.Increment(ref _connected);
                for (int i = 0; i < Told; i++) target.Tell(new Number((round * Told) + i));
            });
        }

        public ValueTask DisposeAsync() => node.DisposeAsync();
    }
}
