using System.IO.Pipelines;
using Actors.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests.Nodes;

/// <summary>Real members of one cluster on a network and a store in memory, stopped together.</summary>
internal sealed class TestMembers : IAsyncDisposable
{
    internal const int Shards = 8;

    /// <summary>How long a test waits for what must come: a failure, not a measurement.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly InMemoryNetwork _network = new(PipeScheduler.ThreadPool);
    private readonly InMemoryStoreState _state = new();
    private readonly List<ClusterNode> _nodes = [];

    internal InMemoryNetwork Network => _network;

    internal int MaxRelayedAsks { get; init; } = 100;

    internal int MaxRelayedAsksPerClient { get; init; } = 100;

    internal long InboundLimitBytes { get; init; } = 64 * 1024 * 1024;

    internal int OutboundLimitMessages { get; init; } = 400_000;

    internal TimeSpan RelayTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal int MaxWaitingPerShard { get; init; } = 1_000;

    internal static VirtualKind Kind { get; } = VirtualKind.Of<Where>("where", Answering);

    internal static Props<Where> Answering(string key) => Props.FromBehavior(Behavior.Receive<Where>((context, message) =>
    {
        context.Reply(new Here(context.Self.System.Name, key, message.Number));
        return Behavior.Same<Where>();
    }));

    internal static ClusterOptions Options(IMembershipStore store) => new()
    {
        Remote = new RemoteOptions
        {
            Secret = "a secret of these tests",
            Messages = [TestMessages.Manifest],
            ReconnectMin = TimeSpan.FromMilliseconds(1),
            ReconnectMax = TimeSpan.FromMilliseconds(20),
            HandshakeTimeout = TimeSpan.FromSeconds(30),
            PingTimeout = TimeSpan.FromSeconds(30),
        },
        Store = store,
        Kinds = [Kind],
        Membership = static options => options with
        {
            ShardCount = Shards,
            SuspectAfter = TimeSpan.FromSeconds(30),
            StepInterval = TimeSpan.FromMilliseconds(20),
            ConfirmInterval = TimeSpan.FromMilliseconds(100),
        },
    };

    internal async Task<VirtualActors.WireClient> ConnectClientAsync(ClusterNode node)
    {
        var transport = _network.CreateTransport("client", TimeProvider.System);
        var client = new VirtualActors.WireClient(await transport.ConnectAsync("127.0.0.1", node.Self.Port, default));
        await client.BeginAsync(Options(new InMemoryMembershipStore(_state)).Remote);
        return client;
    }

    /// <summary>A client with the library, connected to the first of these it can; the caller's to dispose, with its system.</summary>
    internal Task<RemoteClient> ConnectLibraryClientAsync(params ClusterNode[] nodes) => RemoteClient.ConnectAsync(
        ActorSystem.Create("outside", new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance }),
        [.. nodes.Select(static node => $"127.0.0.1:{node.Self.Port}")],
        Options(new InMemoryMembershipStore(_state)).Remote,
        _network.CreateTransport("client", TimeProvider.System),
        default);

    internal async Task<ClusterNode> StartAsync(string name, VirtualKind? more = null)
    {
        var system = ActorSystem.Create(name, new ActorSystemOptions { LoggerFactory = NullLoggerFactory.Instance });
        var options = Options(new InMemoryMembershipStore(_state));
        options = options with { MaxRelayedAsks = MaxRelayedAsks, MaxRelayedAsksPerClient = MaxRelayedAsksPerClient, MaxWaitingPerShard = MaxWaitingPerShard, RelayTimeout = RelayTimeout, Remote = options.Remote with { InboundLimitBytes = InboundLimitBytes, OutboundLimitMessages = OutboundLimitMessages } };
        if (more is not null) options = options with { Kinds = [Kind, more] };
        var node = await ClusterNode.StartAsync(system, options, _network.CreateTransport(name, TimeProvider.System), null, default);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Two members that both see every shard served, each by one of them and each serving some.</summary>
    internal async Task<(ClusterNode A, ClusterNode B)> StartTwoAsync(VirtualKind? more = null)
    {
        var a = await StartAsync("a", more);
        var b = await StartAsync("b", more);
        await WhenAsync(a, () => AreServedBy(a, a, b));
        await WhenAsync(b, () => AreServedBy(b, a, b));
        return (a, b);
    }

    /// <summary>Completes once <paramref name="condition"/> holds; looks at each change of the node's membership.</summary>
    internal static async Task WhenAsync(ClusterNode node, Func<bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Membership.Changed += Look;
        Look();
        await met.Task.WaitAsync(Patience);
        node.Membership.Changed -= Look;

        void Look()
        {
            if (condition()) met.TrySetResult();
        }
    }

    /// <summary>A key whose shard <paramref name="owner"/> serves.</summary>
    internal static string KeyOf(ClusterNode owner, string kind = "where") =>
        Enumerable.Range(0, 10_000).Select(static i => $"key{i}").First(key => owner.OwnerOf(kind, key)?.Endpoint == owner.Self.Endpoint);

    /// <summary>The first dead letter with that reason that comes from now on.</summary>
    internal static Task<DeadLetter> NextDeadLetter(ActorSystem system, DeadLetterReason reason)
    {
        var next = new TaskCompletionSource<DeadLetter>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.DeadLetters.Subscribe(letter =>
        {
            if (letter.Reason == reason) next.TrySetResult(letter);
        });
        return next.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
            await node.System.DisposeAsync();
        }
    }

    /// <summary>As <paramref name="seenBy"/> knows it, all shards are served, and each of these serves some.</summary>
    internal static bool AreServedBy(ClusterNode seenBy, params ClusterNode[] members)
    {
        var snapshot = seenBy.Membership.Snapshot;
        if (snapshot.ShardCount != Shards) return false;
        var owners = Enumerable.Range(0, Shards).Select(shard => snapshot.OwnerOf(shard).Owner?.Endpoint).ToHashSet();
        return owners.SetEquals(members.Select(static member => member.Self.Endpoint));
    }
}
