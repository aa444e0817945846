using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>Messages kept for later.</summary>
public sealed class StashTests
{
    [Fact]
    public void UnstashAll_BringsThemBackInOrder_BeforeWhatWaits_WithTheirSenders()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var sender = stage.SpawnCollector<string>("sender", []);
        var actor = stage.Spawn(Closed(seen), "a");
        foreach (string m in new[] { "1", "2", "open", "3", "4" }) actor.Tell(m, m == "2" ? sender : null);
        stage.Run();
        Assert.Equal(["1", "2 from sender", "3", "4"], seen);
    }

    [Fact]
    public void Stash_WhenFull_FailsTheMessage_AndKeepsTheOthers()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var behavior = Behavior.WithStash<string>(2, stash => Behavior.Receive<string>((_, message) =>
        {
            if (message == "open") return stash.UnstashAll(Stage.Collect(seen));
            Assert.Equal(stash.Count == 2, stash.IsFull);
            stash.StashCurrent();
            return Behavior.Same<string>();
        }));
        var actor = stage.Spawn(behavior, "a");
        foreach (string m in new[] { "1", "2", "3", "open" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1", "2"], seen); // the restart put them back, so the fresh instance stashed them again
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Stash_TwiceOrOutsideAMessage_IsRefused()
    {
        using var stage = new Stage();
        var errors = new List<Exception>();
        var behavior = Behavior.Setup<int>(context =>
        {
            errors.Add(Record.Exception(context.Stash.StashCurrent));
            return Behavior.Receive<int>((context, _) =>
            {
                context.Stash.StashCurrent();
                errors.Add(Record.Exception(context.Stash.StashCurrent));
                return Behavior.Same<int>();
            });
        });
        stage.Spawn(behavior, "a").Tell(1);
        stage.Run();
        Assert.Equal(2, errors.OfType<InvalidOperationException>().Count());
    }

    [Fact]
    public void Failure_AfterStashing_CountsTheMessageOnce()
    {
        // Seen to fail when the failed message stays in the stash: then it is a dead letter and comes back too.
        using var stage = new Stage();
        var seen = new List<int>();
        bool failed = false;
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, message) =>
            {
                seen.Add(message);
                if (failed) return Behavior.Same<int>();
                context.Stash.StashCurrent();
                if (message < 2) return Behavior.Same<int>();
                failed = true;
                throw new Boom();
            }),
            "a");
        actor.Tell(1);
        actor.Tell(2);
        stage.Run();
        Assert.Equal([1, 2, 1], seen); // 1 was stashed and came back with the restart; 2 is a dead letter
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Failure_OfAnUnstashedMessage_DropsThatOneOnly()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var actor = stage.Spawn(Closed(seen).Supervise(SupervisionStrategy.Always(Directive.Resume)), "a");
        foreach (string m in new[] { "1", "boom", "2", "open", "3" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1", "2", "3"], seen);
        Assert.Equal(["boom"], stage.DeadLetters.Captured().Select(letter => letter.Message));
    }

    [Fact]
    public void Retry_OfAnUnstashedMessage_HandlesThatOneAgainAndFirst()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        int tries = 0;
        var actor = stage.Spawn(
            Behavior.WithStash<string>(10, stash => Behavior.Receive<string>((_, message) =>
            {
                if (message == "open") return stash.UnstashAll(Open());
                stash.StashCurrent();
                return Behavior.Same<string>();
            })).Supervise(SupervisionStrategy.Always(Directive.Retry(3))),
            "a");
        foreach (string m in new[] { "1", "flaky", "2", "open", "3" }) actor.Tell(m);
        stage.Run();
        Assert.Equal(["1", "flaky 3", "2", "3"], seen);

        Behavior<string> Open() => Behavior.Receive<string>((_, message) =>
        {
            if (message == "flaky" && ++tries < 3) throw new Boom();
            seen.Add(message == "flaky" ? $"flaky {tries}" : message);
            return Behavior.Same<string>();
        });
    }

    [Fact]
    public void Stop_SendsStashedAndUnstashedOnesToTheDeadLetters()
    {
        using var stage = new Stage();
        var behavior = Behavior.Receive<int>((context, message) =>
        {
            if (message == 3)
            {
                context.Stash.UnstashAll();
                return Behavior.Stopped<int>();
            }

            context.Stash.StashCurrent();
            return Behavior.Same<int>();
        });
        var unstashed = stage.Spawn(behavior, "unstashed");
        var stashed = stage.Spawn(behavior, "stashed");
        foreach (int m in new[] { 1, 2, 3 }) unstashed.Tell(m);
        foreach (int m in new[] { 1, 2 }) stashed.Tell(m);
        stage.Run();
        ActorSystem.Stop(stashed);
        stage.Run();
        Assert.Equal([DeadLetterReason.ActorStopped, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/unstashed"));
        Assert.Equal([DeadLetterReason.ActorStopped, DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/stashed"));
    }

    [Fact]
    public void AnyMixOfStashingAndFailing_LosesDoublesAndReordersNothing() =>
        Prop.ForAll(Gen.Choose(0, 9).ListOf().ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), (kinds, seed) =>
        {
            using var stage = new Stage(seed);
            var handled = new List<int>();
            int next = 0;
            var actor = stage.Spawn(
                Behavior.Setup<(int Number, int Kind)>(_ => Mixed(handled))
                    .Supervise(SupervisionStrategy.Always(seed % 2 == 0 ? Directive.Resume : Directive.Restart) with { MaxRestarts = SupervisionStrategy.Unlimited }),
                "a");
            foreach (int kind in kinds) actor.Tell((next++, kind));
            stage.Run();
            ActorSystem.Poison(actor);
            stage.Run();
            int[] dead = [.. stage.DeadLetters.Captured().Select(letter => (((int Number, int Kind))letter.Message!).Number)];
            return handled.Concat(dead).Order().SequenceEqual(Enumerable.Range(0, next)) // each once
                && handled.Where(number => Stashes(kinds[number])).SequenceEqual(handled.Where(number => Stashes(kinds[number])).Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(40));

    private static bool Stashes(int kind) => kind is 1 or 2;

    /// <summary>0 opens and unstashes, 1 and 2 are for the open state, 3 closes, 4 fails, 5 fails after stashing, the rest is for any time.</summary>
    private static Behavior<(int Number, int Kind)> Mixed(List<int> handled)
    {
        bool open = false;
        return Behavior.Receive<(int Number, int Kind)>((context, message) =>
        {
            switch (message.Kind)
            {
                case 0:
                    open = true;
                    context.Stash.UnstashAll();
                    break;
                case 1 or 2 when !open:
                    context.Stash.StashCurrent();
                    return Behavior.Same<(int, int)>();
                case 3:
                    open = false;
                    break;
                case 4:
                    throw new Boom();
                case 5:
                    context.Stash.StashCurrent();
                    throw new Boom();
            }

            handled.Add(message.Number);
            return Behavior.Same<(int, int)>();
        });
    }

    private static Behavior<string> Closed(List<string> seen) => Behavior.WithStash<string>(10, stash => Behavior.Receive<string>((_, message) =>
    {
        if (message == "open") return stash.UnstashAll(Open(seen));
        stash.StashCurrent();
        return Behavior.Same<string>();
    }));

    private static Behavior<string> Open(List<string> seen) => Behavior.Receive<string>((context, message) =>
    {
        if (message == "boom") throw new Boom();
        seen.Add(context.Sender is { } sender ? $"{message} from {sender.Path.Name}" : message);
        return Behavior.Same<string>();
    });
}
