using Actors.Remote.Tests.Serialization;

namespace Actors.Remote.Tests.Nodes;

/// <summary>A system with its remote node, and what it logs.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come: a failure, not a measurement.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestNode(ActorSystem system, RemoteNode remote, RecordingLog log)
    {
        System = system;
        Remote = remote;
        Log = log;
    }

    internal ActorSystem System { get; }

    internal RemoteNode Remote { get; }

    internal RecordingLog Log { get; }

    internal static RemoteOptions Options { get; } = new()
    {
        Secret = "a secret of these tests",
        Messages = [CorpusMessages.Manifest],
        StopPaths = ["/user"],
        ReconnectMin = TimeSpan.FromMilliseconds(1),
        ReconnectMax = TimeSpan.FromMilliseconds(20),
        HandshakeTimeout = TimeSpan.FromSeconds(30),
        PingTimeout = TimeSpan.FromMinutes(10), // a machine that stands still for a while ends no session of a test
    };

    /// <summary>For who dials once: a slow machine may take its time.</summary>
    internal static GrpcTransportOptions Transport { get; } = new() { ConnectTimeout = Patience, TcpTimeout = Patience };

    internal static async Task<TestNode> StartAsync(
        string name, ILinkTransport? transport, RemoteOptions? options = null, TimeProvider? time = null, ulong incarnation = 1)
    {
        var log = new RecordingLog();
        var system = ActorSystem.Create(name, new ActorSystemOptions { LoggerFactory = log, Time = time ?? TimeProvider.System, DeadLetterCapacity = 10_000 });
        var remote = await RemoteNode.StartAsync(system, options ?? Options, transport, (_, _) => Task.FromResult(incarnation), default);
        return new TestNode(system, remote, log);
    }

    /// <summary>An actor here, as another node names it.</summary>
    internal string AddressOf(string name) => $"actors://{Remote.Self.Endpoint}/user/{name}";

    internal ActorRef<T> Ref<T>(TestNode at, string name) => System.Resolve<T>(at.AddressOf(name));

    /// <summary>As <see cref="Ref"/>, for this life of the node only.</summary>
    internal ActorRef<T> Pinned<T>(TestNode at, string name) =>
        System.Resolve<T>(new ActorAddress(at.Remote.Self, ActorPath.FromString($"/user/{name}")));

    internal ActorRef<T> Spawn<T>(string name, Func<ActorContext<T>, T, Behavior<T>> handler) =>
        System.Spawn(Props.FromBehavior(Behavior.Receive(handler)), name);

    /// <summary>An actor that puts what it is told into a box.</summary>
    internal Inbox<T> SpawnInbox<T>(string name)
    {
        var inbox = new Inbox<T>();
        inbox.Self = Spawn<T>(name, (_, message) =>
        {
            inbox.Add(message);
            return Behavior.Same<T>();
        });
        return inbox;
    }

    /// <summary>Adds one to what it is asked.</summary>
    internal ActorRef<Number> SpawnAdder(string name = "adder") => Spawn<Number>(name, static (context, number) =>
    {
        context.Reply(new Number(number.Value + 1));
        return Behavior.Same<Number>();
    });

    internal async Task<long> AddAsync(TestNode at, long value, string name = "adder") =>
        (await Ref<Number>(at, name).Ask<Number, Number>(new Number(value), Patience)).Value;

    /// <summary>The first dead letter with that reason that comes from now on.</summary>
    internal Task<DeadLetter> NextDeadLetter(DeadLetterReason reason)
    {
        var next = new TaskCompletionSource<DeadLetter>(TaskCreationOptions.RunContinuationsAsynchronously);
        System.DeadLetters.Subscribe(letter =>
        {
            if (letter.Reason == reason) next.TrySetResult(letter);
        });
        return next.Task.WaitAsync(Patience);
    }

    /// <summary>A peer is forgotten after its end has been logged.</summary>
    internal async Task KnowsNobodyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        for (; Remote.Peers.Count > 0; await Task.Yield()) patience.Token.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync() => await System.DisposeAsync();
}
