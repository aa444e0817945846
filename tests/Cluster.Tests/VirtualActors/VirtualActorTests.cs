using Actors.Cluster.Tests.Nodes;
using Actors.Remote;

namespace Actors.Cluster.Tests.VirtualActors;

public sealed class VirtualActorTests
{
    [Fact]
    public async Task Ask_FromEitherNode_IsAnsweredByTheOneOwner()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var places = new HashSet<string>();
        for (int i = 0; i < 32; i++)
        {
            var fromA = await AskAsync(a, $"key{i}", i);
            Assert.Equal(fromA, await AskAsync(b, $"key{i}", i));
            Assert.Equal(i, fromA.Number);
            places.Add(fromA.System);
        }

        Assert.Equal(2, places.Count);
        Assert.Equal(32, a.ActiveVirtualActors + b.ActiveVirtualActors);
    }

    [Fact]
    public async Task Ask_KeyOfAnyCharacters_ReachesTheActorOfThatKey()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        foreach (string key in (string[])["a b", "a/b", "ü%20", "..", "日本"])
        {
            Assert.Equal(key, (await AskAsync(a, key, 0)).Key);
            Assert.Equal(key, (await AskAsync(b, key, 0)).Key);
        }
    }

    /// <summary>The asker is the owner itself; without looking for its own ask among the senders the reply finds nobody.</summary>
    [Fact]
    public async Task Ask_AddressedToTheWrongNode_IsForwardedAndAnswered()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        string key = TestMembers.KeyOf(a);
        var wrong = a.System.Resolve<Where>($"actors://{b.Self.Endpoint}/cluster/where/{key}");
        Assert.Equal("a", (await wrong.Ask<Where, Here>(new Where(1), TestMembers.Patience)).System);
    }

    [Fact]
    public async Task Route_ForwardedTooOften_GoesToTheDeadLetters()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var dead = TestMembers.NextDeadLetter(a.System, DeadLetterReason.NoOwner);
        a.Actors.Reroute(a.Get<Where>("where", TestMembers.KeyOf(b)).Path, new Where(7), null, new RouteStamp(Cluster.VirtualActors.MaxHops + 1, 0));
        Assert.Equal(new Where(7), (await dead).Message);
    }

    /// <summary>The node it is connected to asks for it. Without the relay in VirtualActors.TrySendAway no answer comes and this test fails.</summary>
    [Fact]
    public async Task Ask_OfAClientForAnActorOfAnotherNode_IsAnswered()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        await using var client = await members.ConnectClientAsync(a);
        foreach (var owner in (ClusterNode[])[b, a])
        {
            string key = TestMembers.KeyOf(owner);
            var (envelope, type) = await client.AskAsync($"/cluster/where/{key}", "tests.where", [0x91, 7]);
            Assert.Equal((77UL, Remote.Proto.AskFailure.None, "tests.here"), (envelope.Reply, envelope.Failure, type ?? "tests.here"));
            Assert.Contains(key, envelope.Payload.ToStringUtf8(), StringComparison.Ordinal);
        }

        Assert.Equal(0, a.Remote.Relays.Count);
    }

    [Fact]
    public async Task Ask_OfAClientBeyondTheLimit_IsRefusedAtOnce()
    {
        await using var members = new TestMembers { MaxRelayedAsks = 0 };
        var (a, b) = await members.StartTwoAsync();
        await using var client = await members.ConnectClientAsync(a);
        var (envelope, _) = await client.AskAsync($"/cluster/where/{TestMembers.KeyOf(b)}", "tests.where", [0x91, 7]);
        Assert.Equal((77UL, Remote.Proto.AskFailure.NotOwner), (envelope.Reply, envelope.Failure));
    }

    /// <summary>Without the catch around the activation the exception comes out of Tell and this test fails.</summary>
    [Fact]
    public async Task Tell_PropsThatThrow_GoesToTheDeadLettersAndTheNextActivates()
    {
        int made = 0;
        var kind = VirtualKind.Of<Where>("second", key => made++ == 0 ? throw new InvalidOperationException("not yet") : TestMembers.Answering(key));
        await using var members = new TestMembers();
        var node = await members.StartAsync("a", kind);
        await TestMembers.WhenAsync(node, () => node.IsReady);
        var dead = TestMembers.NextDeadLetter(node.System, DeadLetterReason.HandlerFailed);
        var actor = node.Get<Where>("second", "k");
        actor.Tell(new Where(1), null);
        Assert.Equal(new Where(1), (await dead).Message);
        Assert.Equal(2, (await actor.Ask<Where, Here>(new Where(2), TestMembers.Patience)).Number);
    }

    [Fact]
    public async Task Leave_ActorsThatRun_AreServedByTheOtherNode()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        string key = TestMembers.KeyOf(a);
        Assert.Equal("a", (await AskAsync(b, key, 1)).System);
        Assert.True(await a.LeaveAsync(TestMembers.Patience));
        Assert.Equal("b", (await AskAsync(b, key, 2)).System);
        Assert.Equal(0, a.ActiveVirtualActors);
    }

    /// <summary>Without the comparison of epochs the message is sent on at once, as this node's view says, and nothing waits.</summary>
    [Fact]
    public async Task Route_SentUponANewerView_WaitsUntilThisNodeHasReadIt()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        string key = TestMembers.KeyOf(b);
        var reply = new TaskCompletionSource<Here>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asker = a.System.Spawn(Props.FromBehavior(Behavior.Receive<object>((_, message) =>
        {
            reply.TrySetResult((Here)message);
            return Behavior.Same<object>();
        })), "asker");
        a.Actors.Reroute(a.Get<Where>("where", key).Path, new Where(7), asker, new RouteStamp(1, a.Membership.Snapshot.Epoch + 1));
        Assert.Equal(1, a.Actors.WaitingCount);

        Assert.True((await b.RegisterNameAsync(ActorPath.FromString("/user/any"))).Registered); // a newer epoch
        Assert.Equal(new Here("b", key, 7), await reply.Task.WaitAsync(TestMembers.Patience));
        Assert.Equal(0, a.Actors.WaitingCount);
    }

    /// <summary>A member asks all keys, directly and by way of another member, while a third leaves and shuts down.</summary>
    [Fact]
    public async Task Ask_WhileAMemberLeaves_IsAnsweredEachTime()
    {
        await using var members = new TestMembers();
        var (a, b) = await members.StartTwoAsync();
        var c = await members.StartAsync("c");
        await TestMembers.WhenAsync(c, () => TestMembers.AreServedBy(c, a, b, c));
        await TestMembers.WhenAsync(a, () => TestMembers.AreServedBy(a, a, b, c));
        bool left = false;
        var asking = Enumerable.Range(0, 12).Select(async i =>
        {
            string key = $"key{i}";
            var (near, far) = (a.Get<Where>("where", key), a.System.Resolve<Where>($"actors://{b.Self.Endpoint}/cluster/where/{key}"));
            for (int number = 0; !Volatile.Read(ref left) || number < 20; number++)
            {
                var answer = await (number % 2 == 0 ? near : far).Ask<Where, Here>(new Where(number), TestMembers.Patience);
                Assert.Equal((key, number), (answer.Key, answer.Number));
            }
        }).ToArray();

        await c.System.ShutdownAsync(TestMembers.Patience);
        await TestMembers.WhenAsync(a, () => TestMembers.AreServedBy(a, a, b));
        Volatile.Write(ref left, true);
        await Task.WhenAll(asking);
    }

    [Fact]
    public async Task Get_UnknownKindOrWrongType_ThrowsAndNamesTheKind()
    {
        await using var members = new TestMembers();
        var node = await members.StartAsync("a");
        Assert.Contains("'none'", Assert.Throws<ArgumentException>(() => node.Get<Where>("none", "k")).Message, StringComparison.Ordinal);
        Assert.Contains("'where'", Assert.Throws<ArgumentException>(() => node.Get<Here>("where", "k")).Message, StringComparison.Ordinal);
        var dead = TestMembers.NextDeadLetter(node.System, DeadLetterReason.NoSuchActor);
        node.System.Resolve<Where>("/cluster/none/k").Tell(new Where(1), null);
        Assert.Equal(new Where(1), (await dead).Message);
    }

    [Fact]
    public async Task Stop_VirtualRef_IsRefused()
    {
        await using var members = new TestMembers();
        var node = await members.StartAsync("a");
        Assert.Throws<NotSupportedException>(() => ActorSystem.Stop(node.Get<Where>("where", "k")));
    }

    private static async Task<Here> AskAsync(ClusterNode node, string key, int number) =>
        await node.Get<Where>("where", key).Ask<Where, Here>(new Where(number), TestMembers.Patience);
}
