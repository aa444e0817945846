namespace Actors.Core.Tests;

/// <summary>What happens in a system reaches those who have subscribed to its type, and nobody else.</summary>
public sealed class EventStreamTests
{
    private sealed record Deploy(int Number);

    [Fact]
    public void Life_OfAnActor_IsPublishedStepByStep()
    {
        using var stage = new Stage();
        var events = new List<ActorEvent>();
        using var subscription = stage.System.Events.Subscribe<ActorEvent>(events.Add);
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => throw new Boom()), "a");
        actor.Tell(1);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.All(events, occurrence => Assert.Same(actor, occurrence.Actor));
        Assert.Equal([typeof(ActorStarted), typeof(ActorFailed), typeof(ActorRestarted), typeof(ActorStopped)], events.Select(occurrence => occurrence.GetType()));
        Assert.Equal(Directive.Restart, Assert.IsType<ActorFailed>(events[1]).Directive);
        Assert.IsType<Boom>(Assert.IsType<ActorRestarted>(events[2]).Cause);
    }

    [Fact]
    public void ActorThatHasNothingToSetUp_IsStartedBeforeItsFirstMessage()
    {
        using var stage = new Stage();
        var events = new List<ActorStarted>();
        using var subscription = stage.System.Events.Subscribe<ActorStarted>(events.Add);
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => Behavior.Same<int>()), "idle");
        stage.Run();
        Assert.Same(actor, Assert.Single(events).Actor);
    }

    [Fact]
    public void Spawn_OfATakenName_IsNoEvent()
    {
        using var stage = new Stage();
        stage.Spawn(Behavior.Empty<int>(), "a");
        stage.Run();
        var events = new List<ActorEvent>();
        using var subscription = stage.System.Events.Subscribe<ActorEvent>(events.Add);
        Assert.Throws<ActorNameExistsException>(() => stage.Spawn(Behavior.Empty<int>(), "a"));
        stage.Run();
        Assert.Empty(events);
    }

    [Fact]
    public void ActorThatDoesNotStart_HasFailedAndStopped()
    {
        using var stage = new Stage();
        var events = new List<ActorEvent>();
        using var subscription = stage.System.Events.Subscribe<ActorEvent>(events.Add);
        stage.Spawn(Behavior.Setup<int>(_ => throw new Boom()), "a");
        stage.Run();
        Assert.Equal(2, events.Count);
        Assert.Single(events.OfType<ActorStopped>());
        var failed = Assert.Single(events.OfType<ActorFailed>());
        Assert.Equal(Directive.Stop, failed.Directive);
        Assert.IsType<ActorInitializationException>(failed.Cause);
    }

    [Fact]
    public void DeadLetter_ReachesItsSubscribers_WithTheReason()
    {
        using var stage = new Stage();
        var letters = new List<DeadLetter>();
        using (stage.System.Events.Subscribe<DeadLetter>(letters.Add)) stage.System.Resolve<int>("/user/nobody").Tell(1);
        stage.System.Resolve<int>("/user/nobody").Tell(2);
        var letter = Assert.Single(letters);
        Assert.Equal((1, DeadLetterReason.NoSuchActor, "/user/nobody"), (letter.Message, letter.Reason, letter.Target));
    }

    [Fact]
    public void Subscription_OfAnActor_TellsIt_SurvivesItsRestart_AndEndsWithIt()
    {
        using var stage = new Stage();
        var heard = new List<Deploy>();
        var subscriber = stage.Spawn(
            Behavior.Receive<Deploy>((_, deploy) =>
            {
                heard.Add(deploy);
                return deploy.Number == 1 ? throw new Boom() : Behavior.Same<Deploy>();
            }),
            "s");
        stage.System.Events.Subscribe(subscriber);
        for (int i = 1; i <= 2; i++)
        {
            stage.System.Events.Publish(new Deploy(i));
            stage.Run();
        }

        Assert.Equal([1, 2], heard.Select(deploy => deploy.Number));
        ActorSystem.Stop(subscriber);
        stage.Run();
        long before = stage.DeadLetters.Total;
        stage.System.Events.Publish(new Deploy(3));
        stage.Run();
        Assert.Equal(before, stage.DeadLetters.Total);
    }

    [Fact]
    public void Subscription_OfADeadActor_EndsAtOnce_AndOfOneThatStops_MakesTheStreamSilent()
    {
        // Seen to fail when the news of the actor's end does not take the subscription out.
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Receive<ActorEvent>((_, _) => Behavior.Same<ActorEvent>()), "a");
        stage.System.Events.Subscribe(actor);
        stage.Run();
        Assert.True(stage.System.Events.Wants(EventKinds.Failed));
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.False(stage.System.Events.Wants(EventKinds.Failed)); // nothing is left of it
        stage.System.Events.Subscribe(actor);
        stage.Run();
        Assert.False(stage.System.Events.Wants(EventKinds.Failed));
    }

    [Fact]
    public void Subscription_OfAnActorToDeadLetters_WithItsOwnLettersDead_HasAnEnd()
    {
        // Seen to fail when dead letters about dead letters are events too.
        using var stage = new Stage();
        var subscriber = stage.Spawn(Behavior.Receive<DeadLetter>((_, _) => Behavior.Unhandled<DeadLetter>()), "s");
        stage.System.Events.Subscribe(subscriber);
        stage.System.Resolve<int>("/user/nobody").Tell(1);
        stage.Dispatcher.RunUntilIdle(limit: 1_000);
        Assert.Equal(1, stage.DeadLetters.Count(DeadLetterReason.Unhandled));
    }

    [Fact]
    public void Listener_ThatMakesEventsOfEvents_IsToldUpToADepth()
    {
        using var stage = new Stage();
        int heard = 0;
        var nobody = stage.System.Resolve<int>("/user/nobody");
        using var subscription = stage.System.Events.Subscribe<DeadLetter>(_ =>
        {
            heard++;
            nobody.Tell(heard); // would not end
        });
        nobody.Tell(0);
        Assert.Equal(EventStream.MaxNesting, heard);
        Assert.Equal(EventStream.MaxNesting + 1, stage.DeadLetters.Total);
    }

    [Fact]
    public void Listener_ThatThrows_IsLoggedAndHurtsNobody()
    {
        using var stage = new Stage();
        var heard = new List<Deploy>();
        using var bad = stage.System.Events.Subscribe<Deploy>(_ => throw new Boom());
        using var good = stage.System.Events.Subscribe<Deploy>(heard.Add);
        stage.System.Events.Publish(new Deploy(1));
        Assert.Single(heard);
        Assert.Contains(nameof(Deploy), Assert.Single(stage.Log.TextsOf(1001)), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_WithoutSubscribers_AllocatesNothing()
    {
        using var stage = new Stage();
        Assert.False(stage.System.Events.Wants(EventKinds.DeadLetter | EventKinds.Started | EventKinds.Stopped | EventKinds.Restarted | EventKinds.Failed));
        var occurrence = new Deploy(1);
        stage.System.Events.Publish(occurrence);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++) stage.System.Events.Publish(occurrence);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task SubscribeAndUnsubscribe_OnThreads_LosesNoSubscription()
    {
        await using var system = ActorSystem.Create("events");
        const int Threads = 4, Rounds = 500;
        int heard = 0;
        var kept = new List<IDisposable>[Threads];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            kept[t] = [];
            start.SignalAndWait();
            for (int i = 0; i < Rounds; i++)
            {
                var subscription = system.Events.Subscribe<Deploy>(_ => Interlocked.Increment(ref heard));
                if (i % 50 == 0) kept[t].Add(subscription);
                else subscription.Dispose();
            }
        }) { IsBackground = true }).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        system.Events.Publish(new Deploy(1));
        Assert.Equal(Threads * Rounds / 50, heard);
    }
}
