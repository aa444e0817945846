using System.Text.Json;
using Actors.Cluster;
using Actors.IntegrationTests.ClusterPeer;
using Actors.Remote;

namespace Actors.IntegrationTests;

/// <summary>Members as real processes, their journals, and a driver beside them that is not a member. Disposing ends everything.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const int Keys = 60;
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actors-cluster-");
    private readonly ConsulMembershipStore _store;

    private TestCluster(ConsulAgent agent, ActorSystem driver)
    {
        Agent = agent;
        Driver = driver;
        _store = new ConsulMembershipStore(new ConsulOptions { Address = agent.Address });
    }

    private readonly List<Pause> _pauses = [];

    public ConsulAgent Agent { get; }

    public ActorSystem Driver { get; }

    public List<TestMember> Members { get; } = [];

    /// <summary>Members that have joined, own their shares, and answer for every key.</summary>
    public static async Task<TestCluster> StartAsync(int members)
    {
        var agent = await ConsulAgent.StartAsync();
        var driver = ActorSystem.Create("driver");
        var cluster = new TestCluster(agent, driver);
        try
        {
            for (int i = 0; i < members; i++) cluster.Members.Add(cluster.StartMember(i));
            foreach (var member in cluster.Members) await member.Process.Output.WaitForAsync("^ready: ");
            await RemoteNode.StartAsync(driver, new RemoteOptions
            {
                Cluster = cluster.Members[0].Settings.Cluster,
                Secret = cluster.Members[0].Settings.Secret,
                Messages = [ClusterMessages.Manifest],
                GiveUpAfter = TimeSpan.FromMinutes(5),
            });
            await cluster.AwaitAsync($"{members} members with shards", snapshot => Shares(snapshot).Count(share => share.Value > 0) == members);
            await cluster.AwaitAllKeysAsync(cluster.Members, Limits.Ready);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<MembershipSnapshot> SnapshotAsync(CancellationToken cancellation = default) =>
        ClusterDirectory.ReadAsync(_store, Members[0].Settings.Cluster, cancellationToken: cancellation);

    /// <summary>Waits until the membership is as described.</summary>
    public Task AwaitAsync(string awaited, Func<MembershipSnapshot, bool> condition, TimeSpan? limit = null) =>
        Poll.UntilAsync(awaited, async cancellation => condition(await TryReadAsync(cancellation)), limit ?? Limits.Ready, () => Task.FromResult(Describe()));

    /// <summary>Waits until that many members are in Consul's catalog with a passing check.</summary>
    public Task AwaitCatalogAsync(int members) =>
        Poll.UntilAsync(
            $"{members} members in the catalog",
            async cancellation =>
            {
                using var found = JsonDocument.Parse(await Agent.Api.GetJsonAsync($"/v1/health/service/actors-{Members[0].Settings.Cluster}?passing", cancellation));
                return found.RootElement.GetArrayLength() == members;
            },
            Limits.Ready,
            () => Task.FromResult(Describe()));

    /// <summary>Consul's index at which the newest entry of the catalog was made; 0: there is none.</summary>
    public async Task<ulong> RegisteredAtAsync()
    {
        using var found = JsonDocument.Parse(await Agent.Api.GetJsonAsync($"/v1/health/service/actors-{Members[0].Settings.Cluster}"));
        return found.RootElement.EnumerateArray().Select(entry => entry.GetProperty("Service").GetProperty("CreateIndex").GetUInt64()).DefaultIfEmpty().Max();
    }

    /// <summary>How many shards each living member owns.</summary>
    public static Dictionary<string, int> Shares(MembershipSnapshot snapshot)
    {
        var shares = snapshot.Members.Where(member => member.IsAlive).ToDictionary(member => member.Address.ToString(), _ => 0);
        for (int shard = 0; shard < snapshot.ShardCount; shard++)
        {
            if (snapshot.OwnerOf(shard).Owner is { } owner && shares.TryGetValue(owner.ToString(), out int share)) shares[owner.ToString()] = share + 1;
        }

        return shares;
    }

    /// <summary>Waits until every key answers through each of these members; returns who answered.</summary>
    public async Task<HashSet<string>> AwaitAllKeysAsync(IReadOnlyList<TestMember> through, TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        var answers = await Task.WhenAll(from member in through from key in Enumerable.Range(0, Keys) select AwaitKeyAsync(member, key, deadline.Token));
        return [.. answers];
    }

    /// <summary>Starts the traffic of each of these members, or stops it and adds up what it came to.</summary>
    public async Task<TrafficReport> TrafficAsync(IEnumerable<TestMember> members, bool run, TimeSpan timeout)
    {
        var reports = new List<TrafficReport>();
        foreach (var member in members)
            reports.Add(await member.Pinned<Traffic>(Driver, "traffic").Ask<Traffic, TrafficReport>(replyTo => new Traffic(run ? Keys : 0, (int)timeout.TotalMilliseconds, replyTo), TimeSpan.FromSeconds(60)));
        return new TrafficReport(reports.Sum(report => report.Answered), reports.Sum(report => report.Failed), string.Join("; ", reports.Select(report => report.FirstFailure).Where(text => text.Length > 0)));
    }

    /// <summary>Lets a member stand still for as long as <paramref name="meanwhile"/> takes.</summary>
    public async Task PauseAsync(TestMember member, Func<Task> meanwhile)
    {
        await member.Process.PauseAsync();
        long from = BootTimeProvider.Instance.GetTimestamp();
        await meanwhile();
        _pauses.Add(new Pause(member.Endpoint, from, BootTimeProvider.Instance.GetTimestamp()));
        member.Process.Resume();
    }

    public Task<Counted> CountAsync(TestMember member) =>
        member.Pinned<Count>(Driver, "pinned").Ask<Count, Counted>(replyTo => new Count(replyTo), TimeSpan.FromSeconds(30)).AsTask();

    public async Task WatchAsync(TestMember watcher, TestMember watched, string incarnation)
    {
        await watcher.Pinned<WatchIt>(Driver, "watcher").Ask<WatchIt, Done>(replyTo => new WatchIt($"actors://{watched.Endpoint}/user/pinned#{incarnation}", replyTo), TimeSpan.FromSeconds(30));
    }

    public async Task<string> IncarnationAsync(TestMember member) =>
        (await SnapshotAsync()).Members.Single(row => row.Address.Endpoint == member.Endpoint).Address.Incarnation.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>No key was ever active on two nodes; and the journals do say something.</summary>
    public List<Turn> CheckJournals()
    {
        var turns = TurnJournal.Read(Members.Select(member => member.Journal));
        Assert.NotEmpty(turns);
        Assert.Empty(TurnJournal.Check(turns, _pauses).Take(10));
        return turns;
    }

    public string Describe() => string.Join(Environment.NewLine, Members.Select(member => $"{member.Process.Name}:{Environment.NewLine}{member.Process.Output.Tail()}"));

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        foreach (var member in Members) await member.Process.DisposeAsync();
        await _store.DisposeAsync();
        await Agent.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private TestMember StartMember(int number)
    {
        var settings = new NodeSettings { Cluster = "scenario", Consul = Agent.Address };
        string journal = Path.Combine(_directory.FullName, $"journal-{number}");
        File.WriteAllText(journal, "");
        var environment = new Dictionary<string, string>(settings.ToEnvironment()) { ["ACTORS_JOURNAL"] = journal };
        return new TestMember(NodeProcess.Start($"member {number}", BuiltProgram.Find("integration-tests/Programs/ClusterPeer", "ClusterPeer"), [], environment), settings, journal);
    }

    private async Task<MembershipSnapshot> TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await SnapshotAsync(cancellation);
        }
        catch (MembershipStoreException)
        {
            return MembershipSnapshot.Empty;
        }
    }

    private async Task<string> AwaitKeyAsync(TestMember member, int key, CancellationToken deadline)
    {
        Exception? last = null;
        while (true)
        {
            if (deadline.IsCancellationRequested) throw new TimeoutException($"key-{key} does not answer through {member.Process.Name}: {last?.Message}{Environment.NewLine}{Describe()}");
            try
            {
                return (await member.Probe(Driver, key).Ask<Probe, Probed>(replyTo => new Probe(replyTo), AskLimit, CancellationToken.None)).Node;
            }
            catch (Exception error) when (error is AskTimeoutException or DeadActorException)
            {
                last = error;
                await Task.Delay(Limits.PollInterval, CancellationToken.None);
            }
        }
    }
}
