using Actors.Cluster.Tests.Nodes;
using Actors.Remote.Proto;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>Asks that a member passes on for clients: one client can neither take all of them nor leave them behind.</summary>
public sealed class RelayLimitTests
{
    /// <summary>Never answers.</summary>
    private static VirtualKind Silent { get; } = VirtualKind.Of<Where>("silent", static _ => Props.FromBehavior(Behavior.Receive<Where>(static (_, _) => Behavior.Same<Where>())));

    /// <summary>Fails (no answer comes) when ClientRelays does not look at the client's own count.</summary>
    [Fact]
    public async Task Ask_BeyondTheClientsShare_IsRefusedAndOtherClientsAreServed()
    {
        await using var members = new TestMembers { MaxRelayedAsks = 3, MaxRelayedAsksPerClient = 2 };
        var (a, b) = await members.StartTwoAsync(Silent);
        await using var greedy = await members.ConnectClientAsync(a);
        string silent = $"/cluster/silent/{TestMembers.KeyOf(b, "silent")}";
        for (ulong ask = 1; ask <= 2; ask++) await greedy.SendAskAsync(silent, "tests.where", [0x91, 7], ask);
        var (envelope, _) = await greedy.AskAsync(silent, "tests.where", [0x91, 7], 3);
        Assert.Equal((3UL, AskFailure.NotOwner), (envelope.Reply, envelope.Failure));
        await using var other = await members.ConnectClientAsync(a);
        (envelope, _) = await other.AskAsync($"/cluster/where/{TestMembers.KeyOf(b)}", "tests.where", [0x91, 7]);
        Assert.Equal(AskFailure.None, envelope.Failure);
    }

    /// <summary>Fails (they are there for an hour) when RemoteNode.Forget does not end them.</summary>
    [Fact]
    public async Task Leave_OfAClient_EndsItsAsks()
    {
        await using var members = new TestMembers { RelayTimeout = TimeSpan.FromHours(1) };
        var (a, b) = await members.StartTwoAsync(Silent);
        string silent = $"/cluster/silent/{TestMembers.KeyOf(b, "silent")}";
        using var limit = new CancellationTokenSource(2 * TestMembers.Patience);
        await using (var client = await members.ConnectClientAsync(a))
        {
            for (ulong ask = 1; ask <= 10; ask++) await client.SendAskAsync(silent, "tests.where", [0x91, 7], ask);
            await UntilAsync(10);
        }

        await UntilAsync(0);

        async Task UntilAsync(int count)
        {
            while (a.Remote.Relays.Count != count)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
