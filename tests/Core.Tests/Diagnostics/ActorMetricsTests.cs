namespace Actors.Core.Tests;

/// <summary>The meter tells what happened; nobody notices that it listens.</summary>
[Collection(nameof(RunAloneCollection))]
public sealed class ActorMetricsTests
{
    private static readonly Func<ActorSystemOptions, ActorSystemOptions> MeasureEach = static options => options with { MeasureOneIn = 1 };

    [Fact]
    public void Handled_OfPlainAndStampedMessages_CountsEachOnce()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: static options => options with { MeasureOneIn = 3 });
        var seen = new List<int>();
        var actor = stage.SpawnCollector("a", seen);
        for (int i = 0; i < 1_000; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal(Enumerable.Range(0, 1_000), seen);
        Assert.Equal(1_000, metrics.Sum("actors.messages.handled"));
        Assert.InRange(metrics.Values("actors.queue.time").Length, 333, 334);
    }

    [Fact]
    public void QueueTime_OfAMessageThatWaited_IsTheTimeSinceItsTell()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var actor = stage.SpawnCollector<int>("a", []);
        actor.Tell(1);
        stage.Time.AdvanceBy(TimeSpan.FromSeconds(2));
        actor.Tell(2);
        stage.Run();
        Assert.Equal([2.0, 0.0], metrics.Values("actors.queue.time"));
        Assert.Equal([2.0, 1.0], metrics.Values("actors.mailbox.depth"));
    }

    [Fact]
    public void QueueTime_InABoundedMailbox_IsMeasuredToo_AndTheSenderIsTheTrueOne()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var senders = new List<ActorRef?>();
        var sender = stage.SpawnCollector<int>("sender", []);
        var actor = stage.System.Spawn(
            Props.FromBehavior(Behavior.Receive<int>((context, _) =>
            {
                senders.Add(context.Sender);
                return Behavior.Same<int>();
            })).WithMailbox(Mailbox.Bounded(1, MailboxOverflow.DropNewest)),
            "a");
        actor.Tell(1, sender);
        stage.Time.AdvanceBy(TimeSpan.FromSeconds(2));
        actor.Tell(2, sender);
        stage.Run();
        Assert.Equal([2.0], metrics.Values("actors.queue.time"));
        Assert.Equal([sender], senders);
        Assert.Same(sender, Assert.Single(stage.DeadLetters.Captured()).Sender);
        Assert.Equal(1, metrics.Sum("actors.messages.handled"));
    }

    [Fact]
    public void HandlingTime_OfAHandlerThatAwaits_LastsToItsEnd()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var gate = new TaskCompletionSource();
        var actor = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, _) =>
            {
                await gate.Task;
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        stage.Run();
        stage.Time.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.Empty(metrics.Values("actors.handling.time"));
        gate.SetResult();
        stage.Run();
        Assert.Equal([3.0], metrics.Values("actors.handling.time"));
        Assert.Equal(["Int32"], metrics.Tags("actors.handling.time", "actors.message"));
    }

    [Fact]
    public void Failure_OfAStampedMessage_CountsAndLeavesALetterWithItsSender()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var sender = stage.SpawnCollector<int>("sender", []);
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => throw new Boom()), "a");
        actor.Tell(1, sender);
        stage.Run();
        Assert.Equal(1, metrics.Sum("actors.failures"));
        Assert.Equal([typeof(Boom).FullName], metrics.Tags("actors.failures", "error.type"));
        Assert.Equal(1, metrics.Sum("actors.restarts"));
        Assert.Equal(["HandlerFailed"], metrics.Tags("actors.dead_letters", "actors.reason"));
        Assert.Same(sender, Assert.Single(stage.DeadLetters.Captured()).Sender);
    }

    [Fact]
    public void Stop_WithStampedMessagesQueued_MakesEachADeadLetterWithItsSender()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var sender = stage.SpawnCollector<int>("sender", []);
        var actor = stage.SpawnCollector<int>("a", []);
        actor.Tell(1, sender);
        actor.Tell(2);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.Equal([(1, sender), (2, null)], stage.DeadLetters.Captured().Select(letter => ((int)letter.Message!, letter.Sender)));
        Assert.Equal(0, metrics.Sum("actors.messages.handled"));
    }

    [Fact]
    public async Task Ask_WhileSomebodyListens_IsAnsweredAndFailsAtOnceWhereItCannotBe()
    {
        using var metrics = new RecordedMetrics("stage");
        using var stage = new Stage(change: MeasureEach);
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, message) =>
            {
                context.Reply(message + 1);
                return Behavior.Stopped<int>();
            }),
            "a");
        var first = actor.Ask<int, int>(1, TimeSpan.FromSeconds(1)).AsTask();
        var second = actor.Ask<int, int>(2, TimeSpan.FromSeconds(1)).AsTask();
        stage.Run();
        Assert.Equal(2, await first);
        await Assert.ThrowsAsync<DeadActorException>(() => second);
    }

    [Fact]
    public void Alive_AfterSpawnsStopsAndARefusedName_CountsThoseThatLive()
    {
        using var metrics = new RecordedMetrics("counted");
        using var stage = new Stage(change: null);
        var system = ActorSystem.Create("counted", new ActorSystemOptions { Dispatcher = stage.Dispatcher, Time = stage.Time });
        double before = Alive(metrics);
        var actors = Enumerable.Range(0, 10).Select(i => system.Spawn(Props.FromBehavior(Behavior.Empty<int>()), $"a{i}")).ToArray();
        Assert.Throws<ActorNameExistsException>(() => system.Spawn(Props.FromBehavior(Behavior.Empty<int>()), "a1"));
        Assert.Equal(before + 10, Alive(metrics));
        foreach (var actor in actors[..4]) ActorSystem.Stop(actor);
        stage.Run();
        Assert.Equal(before + 6, Alive(metrics));
        _ = system.ShutdownAsync(TimeSpan.FromSeconds(1));
        stage.Run();
        Assert.Equal(0, system.ActorsAlive);
    }

    private static double Alive(RecordedMetrics metrics)
    {
        metrics.Observe();
        return metrics.Values("actors.alive")[^1];
    }
}
