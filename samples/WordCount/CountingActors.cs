using System.Globalization;
using Actors;
using Actors.Cluster;

namespace WordCount;

/// <summary>The actors of a node: a splitter, and one virtual actor for each word.</summary>
internal static class CountingActors
{
    public const string Kind = "word";

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(60);
    private const int AsksAtOnce = 256;

    /// <summary>A word of a job: counts itself.</summary>
    public static VirtualKind WordKind(Journal journal) => VirtualKind.Of<Word>(Kind, key => Props.FromFactory(() =>
        Behavior.WithState<Word, long>(0, (context, count, message) =>
        {
            long now = count + message.Count;
            journal.Served(key, context.System.Node!, context.FencingToken);
            message.ReplyTo?.Tell(new Counted(now, context.System.Node!.Endpoint, context.FencingToken));
            return message.Forget ? BehaviorWithState.Stopped<long>() : BehaviorWithState.Next(now);
        })));

    public static string KeyOf(string job, string word) => $"{job}:{word}";

    /// <summary>Splits lines and tells each word to its actor; at the end makes sure that each has been counted.</summary>
    public static Behavior<Line> Splitter(ClusterNode cluster)
    {
        var jobs = new Dictionary<string, (Dictionary<string, ActorRef<Word>> Words, long Told)>(StringComparer.Ordinal);
        return Behavior.ReceiveAsync<Line>(async (context, line) =>
        {
            var (words, told) = jobs.GetValueOrDefault(line.Job, ([], 0));
            foreach (string word in Words.In(line.Text))
            {
                if (!words.TryGetValue(word, out var actor)) words[word] = actor = cluster.Get<Word>(Kind, KeyOf(line.Job, word));
                actor.Tell(new Word(1, null));
                told++;
            }

            if (line.Finish is null)
            {
                jobs[line.Job] = (words, told);
            }
            else
            {
                jobs.Remove(line.Job);
                await AwaitCountedAsync(words.Values);
                line.Finish.Tell(new Finished(cluster.Self.Endpoint, told, [.. words.Keys]));
            }

            return Behavior.Same<Line>();
        });
    }

    /// <summary>An actor answers after what was told to it before by the same sender: when all have, all has been counted.</summary>
    private static async Task AwaitCountedAsync(IEnumerable<ActorRef<Word>> words)
    {
        foreach (var some in words.Chunk(AsksAtOnce))
            await Task.WhenAll(some.Select(word => word.Ask<Word, Counted>(replyTo => new Word(0, replyTo), AskTimeout).AsTask()));
    }
}

/// <summary>Who served which key when, one line each, in a file that checks read: <c>key node token boottime-ns</c>.</summary>
internal sealed class Journal(string path) : IDisposable
{
    private readonly StreamWriter? _file = path.Length == 0 ? null : Open(path);
    private readonly Lock _lock = new();

    public void Served(string key, NodeAddress node, long token)
    {
        if (_file is null) return;
        long now = BootTimeProvider.Instance.GetTimestamp();
        lock (_lock) _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key} {node} {token} {now}"));
    }

    public void Dispose() => _file?.Dispose();

    private static StreamWriter Open(string path)
    {
        try
        {
            return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"the journal {path} cannot be written (ACTORS_JOURNAL): {error.Message}");
        }
    }
}
