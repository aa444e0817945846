using System.Diagnostics;
using Actors;
using Actors.Cluster;
using Actors.Remote;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace WordCount;

/// <summary>Counts a text on a running cluster, from outside it: not a member, only a peer.</summary>
internal static class CountCommand
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private const int AsksAtOnce = 256;

    public static async Task<int> RunAsync(Settings settings, Text text, int nodes = 1)
    {
        var options = settings.Remote(port: 0); // complains of its settings before anything waits
        if (settings.Consul is null && !Directory.Exists(settings.Directory))
            throw new SettingException($"no node of the cluster '{settings.Cluster}' runs on this machine: there is no folder {settings.Directory}. Start nodes, or name theirs (ACTORS_DIRECTORY) or their Consul (ACTORS_CONSUL)");
        await using var store = settings.OpenStore(NullLoggerFactory.Instance);
        var members = await AwaitSettledAsync(store, settings.Cluster, nodes);
        await using var system = ActorSystem.Create("counter");
        await using var remote = await RemoteNode.StartAsync(system, options);
        var expected = Words.Count(text.Lines);
        string job = Guid.NewGuid().ToString("N")[..8];
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Capabilities.Ansi = false; // no colours in files and pipes
        AnsiConsole.MarkupLineInterpolated($"Counting [bold]{text.Name}[/]: {text.Lines.Count:n0} lines, on {members.Length} nodes");
        long started = Stopwatch.GetTimestamp();
        Result result = null!;
        await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn()).StartAsync(async progress =>
            result = await CountAsync(system, members, job, text, progress));
        Report.Show(result, expected, Stopwatch.GetElapsedTime(started));
        return result.Equals(expected) ? 0 : 1;
    }

    private static async Task<Result> CountAsync(ActorSystem system, NodeAddress[] members, string job, Text text, ProgressContext progress)
    {
        var telling = progress.AddTask("telling the lines", maxValue: Math.Max(1, text.Lines.Count));
        var counting = progress.AddTask("counting", maxValue: members.Length);
        var asking = progress.AddTask("asking the words");
        var splitters = Array.ConvertAll(members, member => system.Resolve<Line>($"actors://{member.Endpoint}/user/splitter#{member.Incarnation}"));
        for (int i = 0; i < text.Lines.Count; i++)
        {
            await splitters[i % splitters.Length].TellAsync(new Line(job, text.Lines[i], null));
            telling.Increment(1);
        }

        var finished = await Task.WhenAll(splitters.Select(async splitter =>
        {
            var done = await splitter.Ask<Line, Finished>(replyTo => new Line(job, "", replyTo), AskTimeout);
            counting.Increment(1);
            return done;
        }));
        string[] words = [.. finished.SelectMany(done => done.Distinct).Distinct(StringComparer.Ordinal)];
        asking.MaxValue = Math.Max(1, words.Length);
        var counts = new Dictionary<string, Counted>(StringComparer.Ordinal);
        foreach (string[] some in words.Chunk(AsksAtOnce))
        {
            var answers = await Task.WhenAll(some.Select(word => WordActor(system, members, job, word)
                .Ask<Word, Counted>(replyTo => new Word(0, replyTo, Forget: true), AskTimeout).AsTask()));
            for (int i = 0; i < some.Length; i++) counts[some[i]] = answers[i];
            asking.Increment(some.Length);
        }

        asking.Value = asking.MaxValue;
        return new Result(counts, finished.Sum(done => done.Words) + text.Lines.Count + (2 * words.Length));
    }

    /// <summary>Any node forwards to the owner; spreading the words over them spreads the work.</summary>
    private static ActorRef<Word> WordActor(ActorSystem system, NodeAddress[] members, string job, string word)
    {
        string segment = ActorPath.EscapeSegment(CountingActors.KeyOf(job, word));
        var member = members[(uint)word.GetHashCode(StringComparison.Ordinal) % (uint)members.Length];
        return system.Resolve<Word>($"actors://{member.Endpoint}/cluster/{CountingActors.Kind}/{segment}#{member.Incarnation}");
    }

    /// <summary>The active members, once each owns its share of the shards and nothing moves any more.</summary>
    private static async Task<NodeAddress[]> AwaitSettledAsync(IMembershipStore store, string cluster, int nodes)
    {
        using var limit = new CancellationTokenSource(SettleLimit);
        string problem = "no node has joined";
        ulong epoch = 0;
        try
        {
            while (true)
            {
                try
                {
                    var snapshot = await ClusterDirectory.ReadAsync(store, cluster, cancellationToken: limit.Token);
                    if (Problem(snapshot, nodes) is { } found) problem = found;
                    else if (snapshot.Epoch != epoch) problem = "shards are being moved";
                    else return [.. snapshot.Members.Where(member => member.State == MemberState.Active).Select(member => member.Address)];
                    epoch = snapshot.Epoch;
                }
                catch (MembershipStoreException error)
                {
                    problem = error.Message;
                }

                await Task.Delay(TimeSpan.FromSeconds(1.2), limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the cluster '{cluster}' was not ready within {SettleLimit.TotalSeconds} s: {problem}");
        }
    }

    private static string? Problem(MembershipSnapshot snapshot, int nodes)
    {
        var active = snapshot.Members.Where(member => member.State == MemberState.Active).Select(member => member.Address).ToHashSet();
        if (active.Count < nodes || active.Count == 0) return $"{active.Count} of {Math.Max(1, nodes)} nodes are active";
        if (snapshot.Phase != UniversePhase.Running) return "the membership is being formed";
        var shares = active.ToDictionary(member => member, _ => 0);
        for (int shard = 0; shard < snapshot.ShardCount; shard++)
        {
            if (snapshot.OwnerOf(shard).Owner is not { } owner || !shares.TryGetValue(owner, out int share)) return "some shards have no owner yet";
            shares[owner] = share + 1;
        }

        return shares.Values.Min() * 2 < snapshot.ShardCount / active.Count ? "shards are being moved to new nodes" : null;
    }
}

/// <summary>What the cluster counted, and the messages that took.</summary>
internal sealed record Result(Dictionary<string, Counted> Counts, long Messages)
{
    public bool Equals(Dictionary<string, long> expected) =>
        expected.Count == Counts.Count && expected.All(pair => Counts.TryGetValue(pair.Key, out var counted) && counted.Count == pair.Value);
}
