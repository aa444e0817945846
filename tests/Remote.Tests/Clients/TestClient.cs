using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Clients;

/// <summary>A client with a system of its own, and what it logs and hears.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private TestClient(ActorSystem system, RecordingLog log)
    {
        System = system;
        Log = log;
        system.Events.Subscribe<LinkEvent>(change =>
        {
            lock (Events) Events.Add(change);
        });
    }

    internal ActorSystem System { get; }

    internal RecordingLog Log { get; }

    internal List<LinkEvent> Events { get; } = [];

    internal RemoteClient Client { get; private set; } = null!;

    /// <summary>Over the network in memory, under the name <c>client</c>.</summary>
    internal static Task<TestClient> ConnectAsync(TestCluster cluster, params TestNode[] nodes) =>
        ConnectAsync(cluster.Transport("client"), TestNode.Options, nodes.Select(AddressOf));

    internal static async Task<TestClient> ConnectAsync(ILinkTransport? transport, RemoteOptions options, IEnumerable<string> addresses, TimeProvider? time = null)
    {
        var log = new RecordingLog();
        var client = new TestClient(ActorSystem.Create("outside", new ActorSystemOptions { LoggerFactory = log, Time = time ?? TimeProvider.System }), log);
        try
        {
            client.Client = await RemoteClient.ConnectAsync(client.System, [.. addresses], options, transport, default);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    internal static string AddressOf(TestNode node) => $"{node.Remote.Self.Host}:{node.Remote.Self.Port}";

    internal ActorRef<T> Ref<T>(string name) => Client.Resolve<T>($"/user/{name}");

    internal async Task<long> AddAsync(long value, string name = "adder") => (await Ref<Number>(name).Ask<Number, Number>(new Number(value), TestNode.Patience)).Value;

    /// <summary>As <see cref="AddAsync"/>, asked again when a link that seemed silent on a slow machine was cut meanwhile, or a node that seemed out of reach was given up.</summary>
    internal async Task<long> AddAnyhowAsync(long value)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (true)
        {
            try
            {
                return await AddAsync(value);
            }
            catch (DeadActorException error) when (error.Reason is DeadLetterReason.LinkLost or DeadLetterReason.PeerDead && !patience.IsCancellationRequested)
            {
                // it was under way, or waited
            }
        }
    }

    /// <summary>An actor of the client that puts what it is told into a box.</summary>
    internal Inbox<T> SpawnInbox<T>(string name)
    {
        var inbox = new Inbox<T>();
        inbox.Self = System.Spawn(
            Props.FromBehavior(Behavior.Receive<T>((_, message) =>
            {
                inbox.Add(message);
                return Behavior.Same<T>();
            })),
            name);
        return inbox;
    }

    /// <summary>The first dead letter that comes from now on.</summary>
    internal Task<DeadLetter> NextDeadLetter()
    {
        var next = new TaskCompletionSource<DeadLetter>(TaskCreationOptions.RunContinuationsAsynchronously);
        System.DeadLetters.Subscribe(letter => next.TrySetResult(letter));
        return next.Task.WaitAsync(TestNode.Patience);
    }

    public ValueTask DisposeAsync() => System.DisposeAsync();
}
