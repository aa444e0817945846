namespace Actors.Core.Tests;

// snippet: own-mailbox
/// <summary>The newest first.</summary>
public sealed class NewestFirst<T> : IMailbox<T>
{
    private readonly LinkedList<Envelope<T>> _waiting = [];

    public int Count => _waiting.Count;

    public void Add(in Envelope<T> envelope) => _waiting.AddFirst(envelope);

    public bool TryTake(out Envelope<T> envelope) => TryRemove(_waiting.First, out envelope);

    public bool TryDrop(out Envelope<T> envelope) => TryRemove(_waiting.Last, out envelope);

    private bool TryRemove(LinkedListNode<Envelope<T>>? node, out Envelope<T> envelope)
    {
        envelope = node is null ? default : node.Value;
        if (node is not null) _waiting.Remove(node);
        return node is not null;
    }
}
// end

/// <summary>The code of docs/mailboxes.md.</summary>
public sealed class MailboxesPage
{
    public sealed record Job(string Title, bool IsUrgent = false);

    [Fact]
    public async Task Bounded_AsInThePage_TakesAllJobs()
    {
        var (worker, seen) = Worker();
        var jobs = Enumerable.Range(0, 3_000).Select(i => new Job($"{i}")).ToArray();
        var cancellation = CancellationToken.None;
        await using var system = ActorSystem.Create("jobs");
        // snippet: bounded
        Props<Job> props = Props.FromBehavior(worker).WithMailbox(Mailbox.Bounded(1_000, MailboxOverflow.Backpressure));
        ActorRef<Job> actor = system.Spawn(props, "worker");

        foreach (Job job in jobs) await actor.TellAsync(job, cancellation); // waits while 1,000 jobs wait
        // end
        ActorSystem.Poison(actor);
        await ActorSystem.WhenTerminated(actor);
        Assert.Equal(jobs.Select(job => job.Title), seen);
    }

    [Fact]
    public void Priority_AsInThePage_TakesTheUrgentFirst()
    {
        var (worker, seen) = Worker();
        // snippet: priority
        MailboxFactory<Job> byUrgency = Mailbox.Priority<Job>(job => job.IsUrgent ? 0 : 1);
        Props<Job> props = Props.FromBehavior(worker).WithMailbox(byUrgency, Mailbox.Bounded(1_000, MailboxOverflow.DropOldest));
        // end
        Assert.Equal(["b", "d", "a", "c"], Handled(props, seen));
    }

    [Fact]
    public void OwnMailbox_AsInThePage_TakesTheNewestFirst()
    {
        var (worker, seen) = Worker();
        // snippet: own-mailbox-use
        Props<Job> props = Props.FromBehavior(worker).WithMailbox(() => new NewestFirst<Job>());
        // end
        Assert.Equal(["d", "c", "b", "a"], Handled(props, seen));
    }

    [Fact]
    public void Interceptors_AsInThePage_StandAroundTheHandler()
    {
        var (worker, seen) = Worker();
        var log = new List<string>();
        // snippet: interceptors
        Props<Job> props = Props.FromBehavior(worker)
            .WithSendInterceptor((ref job, sender) => job.Title.Length > 0) // else a dead letter: Intercepted
            .WithReceiveInterceptor((context, job, next) =>
            {
                log.Add($"begin {job.Title}");
                Behavior<Job> result = next(job);
                log.Add($"end {job.Title}");
                return result;
            });
        // end
        using var stage = new Stage();
        var actor = stage.System.Spawn(props, "worker");
        actor.Tell(new Job(""));
        actor.Tell(new Job("a"));
        stage.Run();
        Assert.Equal(["a"], seen);
        Assert.Equal(["begin a", "end a"], log);
    }

    private static List<string> Handled(Props<Job> props, List<string> seen)
    {
        using var stage = new Stage();
        var actor = stage.System.Spawn(props, "worker");
        foreach (var job in new[] { new Job("a"), new Job("b", IsUrgent: true), new Job("c"), new Job("d", IsUrgent: true) }) actor.Tell(job);
        stage.Run();
        return seen;
    }

    private static (Behavior<Job> Worker, List<string> Seen) Worker()
    {
        var seen = new List<string>();
        return (Behavior.Receive<Job>((_, job) =>
        {
            seen.Add(job.Title);
            return Behavior.Same<Job>();
        }), seen);
    }
}
