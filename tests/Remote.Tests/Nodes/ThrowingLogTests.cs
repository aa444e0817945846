using Actors.Remote.Tests.Serialization;

namespace Actors.Remote.Tests.Nodes;

/// <summary>What a user's log throws must not reach links: most lines are written halfway through a change of state.</summary>
public sealed class ThrowingLogTests
{
    /// <summary>Fails (no session is ever agreed on, since the line that says so comes before its pumps' readers) when RemoteNode takes the log as it is.</summary>
    [Fact]
    public async Task Log_ThatThrows_LinksGoOn()
    {
        await using var cluster = new TestCluster();
        await using var a = await StartAsync(cluster, "a");
        await using var b = await StartAsync(cluster, "b");
        b.System.Spawn(Props.FromBehavior(Behavior.Receive<Number>(static (context, number) =>
        {
            context.Reply(new Number(number.Value + 1));
            return Behavior.Same<Number>();
        })), "adder");
        var adder = a.System.Resolve<Number>($"actors://{b.Self.Endpoint}/user/adder");
        Assert.Equal(2, (await adder.Ask<Number, Number>(new Number(1), TestNode.Patience)).Value);
    }

    /// <summary>The same over sockets, where the transport logs too. Fails (the node does not start) when GrpcLinkTransport takes the log as it is.</summary>
    [Fact]
    public async Task Log_ThatThrows_TheTransportGoesOn()
    {
        await using var system = ActorSystem.Create("a", new ActorSystemOptions { LoggerFactory = new ThrowingLog() });
        await using var node = await RemoteNode.StartAsync(system, TestNode.Options);
        Assert.NotEqual(0, node.Self.Port);
    }

    private static async Task<RemoteNode> StartAsync(TestCluster cluster, string name)
    {
        var system = ActorSystem.Create(name, new ActorSystemOptions { LoggerFactory = new ThrowingLog() });
        return await RemoteNode.StartAsync(system, TestNode.Options, cluster.Transport(name), (_, _) => Task.FromResult(1UL), default);
    }
}
