using Actors.IntegrationTests.ClusterPeer;

namespace Actors.IntegrationTests;

/// <summary>Who is reached under a cluster-wide name.</summary>
public sealed class ClusterAddressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [RequiresConsulFact]
    public async Task Name_OfAKilledMember_IsUnknownUntilAnotherTakesIt()
    {
        await using var cluster = await TestCluster.StartAsync(3);
        var (asker, heir, holder) = (cluster.Members[0], cluster.Members[1], cluster.Members[2]);
        Assert.StartsWith(holder.Endpoint, await TakeNameAsync(cluster, holder), StringComparison.Ordinal);
        Assert.StartsWith(holder.Endpoint, await TakeNameAsync(cluster, heir), StringComparison.Ordinal); // it is taken
        await AwaitNameAsync(cluster, asker, answer => answer.Node.StartsWith(holder.Endpoint, StringComparison.Ordinal));

        await holder.Process.KillAsync();
        await AwaitNameAsync(cluster, asker, static answer => answer.Failure.Contains("UnknownName", StringComparison.Ordinal));

        // Dead is not yet free: the name is given away once its owner's lease is certainly over.
        await Poll.UntilAsync(
            "the name to be free",
            async _ => (await TakeNameAsync(cluster, heir)).StartsWith(heir.Endpoint, StringComparison.Ordinal),
            Limits.Ready,
            () => Task.FromResult(cluster.Describe()));
        await AwaitNameAsync(cluster, asker, answer => answer.Node.StartsWith(heir.Endpoint, StringComparison.Ordinal));
    }

    private static async Task<string> TakeNameAsync(TestCluster cluster, TestMember member) =>
        (await member.Pinned<TakeName>(cluster.Driver, "namer").Ask<TakeName, NameTaken>(static replyTo => new TakeName(replyTo), Patience)).Owner;

    private static Task AwaitNameAsync(TestCluster cluster, TestMember asker, Func<NameAnswer, bool> accept)
    {
        string last = "";
        return Poll.UntilAsync(
            "the name to answer as described",
            async cancellation =>
            {
                var answer = await asker.Pinned<AskName>(cluster.Driver, "namer").Ask<AskName, NameAnswer>(static replyTo => new AskName(replyTo), Patience, cancellation);
                last = answer.ToString();
                return accept(answer);
            },
            Limits.Ready,
            () => Task.FromResult($"last: {last}{Environment.NewLine}{cluster.Describe()}"));
    }
}
