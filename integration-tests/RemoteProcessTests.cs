using Actors.IntegrationTests.RemotePeer;
using Actors.Remote;

namespace Actors.IntegrationTests;

/// <summary>Two processes, joined by real links.</summary>
public sealed class RemoteProcessTests
{
    private const string Secret = "secret of two processes";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Actors_OfAnotherProcess_AreToldAskedWatchedAndPassedAround()
    {
        await using var peer = await StartPeerAsync();
        await using var system = await StartAsync();
        var adder = peer.Resolve<Add>(system, "adder");
        Assert.Equal(2, (await adder.Ask<Add, Add>(new Add(1), Patience)).Number);

        var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var own = system.Spawn(Props.FromBehavior(Behavior.Receive<Step>((_, step) =>
        {
            told.TrySetResult(step.Number);
            return Behavior.Same<Step>();
        })), "own");
        peer.Resolve<Pass>(system, "passer").Tell(new Pass(own, 42));
        Assert.Equal(42, await told.Task.WaitAsync(Patience));

        var terminated = ActorSystem.WhenTerminated(adder);
        ActorSystem.Stop(adder);
        await terminated.WaitAsync(Patience);
        Assert.Equal(0, system.DeadLetters.Total);
    }

    [Fact]
    public async Task Messages_AMillion_ArriveInOrderWithNothingLostOrDoubled()
    {
        const int count = 1_000_000;
        await using var peer = await StartPeerAsync();
        await using var system = await StartAsync();
        var counter = peer.Resolve<Step>(system, "counter");
        for (int i = 0; i < count; i++) await counter.TellAsync(new Step(i));
        var steps = await peer.Resolve<AwaitSteps>(system, "counter").Ask<AwaitSteps, Steps>(replyTo => new(count, replyTo), Patience);
        Assert.Equal(new Steps(count, 0), steps);
        Assert.Equal(0, system.DeadLetters.Total);
    }

    /// <summary>Without a cluster nobody but silence says that a process is dead: it is given up after the time set.</summary>
    [Fact]
    public async Task Process_Killed_ItsWatchersGetTerminated()
    {
        await using var peer = await StartPeerAsync();
        await using var system = await StartAsync();
        var adder = peer.Resolve<Add>(system, "adder");
        var terminated = ActorSystem.WhenTerminated(adder);
        Assert.Equal(2, (await adder.Ask<Add, Add>(new Add(1), Patience)).Number);
        Assert.False(terminated.IsCompleted);
        await peer.Process.KillAsync();
        await terminated.WaitAsync(Patience);
    }

    private static async Task<ActorSystem> StartAsync()
    {
        var system = ActorSystem.Create("tests");
        await RemoteNode.StartAsync(system, new RemoteOptions
        {
            Secret = Secret,
            Messages = [PeerMessages.Manifest],
            GiveUpAfter = TimeSpan.FromSeconds(1),
            HandshakeTimeout = Patience, // a machine that stands still for a while ends no session here
            PingTimeout = Patience,
            Transport = new() { ConnectTimeout = Patience, TcpTimeout = Patience },
        });
        return system;
    }

    private static async Task<Peer> StartPeerAsync()
    {
        var process = NodeProcess.Start("peer", BuiltProgram.Find("integration-tests/Programs/RemotePeer", "RemotePeer"), [Secret]);
        string ready = await process.Output.WaitForAsync("^ready ");
        return new Peer(process, ready["ready ".Length..]);
    }

    private sealed record Peer(NodeProcess Process, string Port) : IAsyncDisposable
    {
        internal ActorRef<T> Resolve<T>(ActorSystem system, string name) => system.Resolve<T>($"actors://peer@127.0.0.1:{Port}/user/{name}");

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
