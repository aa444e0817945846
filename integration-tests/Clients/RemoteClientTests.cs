using Actors.IntegrationTests.ClusterPeer;
using Actors.Remote;

namespace Actors.IntegrationTests;

/// <summary>The client library against a cluster of real processes.</summary>
public sealed class RemoteClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RequiresConsulFact]
    public async Task Client_OfThreeMembers_AsksAndWatches_AndGoesOnWhenItsMemberLeaves()
    {
        await using var cluster = await TestCluster.StartAsync(3);
        await using var system = ActorSystem.Create("outside");
        var options = new RemoteOptions { Cluster = cluster.Members[0].Settings.Cluster, Secret = cluster.Members[0].Settings.Secret, Messages = [ClusterMessages.Manifest] };
        await using var client = await RemoteClient.ConnectAsync(system, [.. cluster.Members.Select(static member => $"{member.Settings.Host}:{member.Settings.Port}")], options);
        var first = cluster.Members[0];
        Assert.Equal(first.Endpoint, client.ConnectedTo?.Endpoint);

        var nodes = new HashSet<string>();
        for (int key = 0; key < TestCluster.Keys; key++) nodes.Add((await ProbeAsync(client, key)).Node);
        Assert.Equal(3, nodes.Count); // through one of them
        var watched = client.Resolve<Count>($"actors://{first.Endpoint}/user/pinned");
        var ended = ActorSystem.WhenTerminated(watched);
        Assert.StartsWith(first.Endpoint, (await watched.Ask<Count, Counted>(static replyTo => new Count(replyTo), Patience)).Node, StringComparison.Ordinal);
        Assert.False(ended.IsCompleted);

        await first.Process.StopAsync();
        await ended.WaitAsync(Limits.Ready);
        await cluster.AwaitAllKeysAsync(cluster.Members[1..], Limits.Ready);
        for (int key = 0; key < TestCluster.Keys; key++) await ProbeAsync(client, key);
        Assert.Contains(client.ConnectedTo?.Endpoint, cluster.Members[1..].Select(static member => member.Endpoint));
    }

    private static async Task<Probed> ProbeAsync(RemoteClient client, int key) =>
        await client.Get<Probe>("probe", $"key-{key}").Ask<Probe, Probed>(static replyTo => new Probe(replyTo), Patience);
}
