using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>Any sequence of messages that go well or fail in any way is handled as a few lines of sequential code say, under any schedule.</summary>
public sealed class SupervisionModelTests
{
    private static readonly Gen<Step> AnyStep =
        from kind in Gen.Frequency((4, Gen.Constant(Kind.Ok)), (1, Gen.Elements(Kind.Resume, Kind.Restart, Kind.Retry)))
        from failures in Gen.Choose(1, 4)
        select new Step(kind, kind == Kind.Ok ? 0 : kind == Kind.Retry ? failures : 1);

    private enum Kind
    {
        Ok,
        Resume,
        Restart,
        Retry,
    }

    [Fact]
    public void Failures_OfAllKinds_LeaveTheOrderAndTheMailboxAsTheModelSays()
    {
        // Seen to fail when a restart drops the mailbox, when a retry advances the queue, and when retries are not counted anew.
        var programs = Gen.Zip(AnyStep.ListOf(), Gen.Choose(0, 1_000_000));
        Prop.ForAll(programs.ToArbitrary(), program =>
        {
            var (steps, seed) = program;
            return Run([.. steps], seed).SequenceEqual(Model([.. steps]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static List<string> Model(Step[] steps)
    {
        var lines = new List<string>();
        int instance = 1;
        for (int i = 0; i < steps.Length; i++)
        {
            bool handled = steps[i].Kind == Kind.Ok || (steps[i].Kind == Kind.Retry && steps[i].Failures <= 2);
            if (handled) lines.Add($"{instance}: {i}");
            else lines.Add($"dead {i}");
            if (!handled && steps[i].Kind != Kind.Resume) instance++;
        }

        return lines;
    }

    private static List<string> Run(Step[] steps, int seed)
    {
        var strategy = SupervisionStrategy.OneForOne(rules => rules
            .On<ResumeBoom>(Directive.Resume)
            .On<RestartBoom>(Directive.Restart)
            .On<RetryBoom>(Directive.Retry(2).Then(Directive.Restart))) with
        {
            MaxRestarts = SupervisionStrategy.Unlimited,
        };
        using var stage = new Stage(seed, o => o with { Supervision = strategy });
        var lines = new List<string>();
        using var dead = stage.DeadLetters.Subscribe(letter => lines.Add($"dead {letter.Message}"));
        var failures = new int[steps.Length];
        int instances = 0;
        var actor = stage.Spawn(
            Behavior.Setup<int>(_ =>
            {
                int instance = ++instances;
                return Behavior.Receive<int>((_, i) =>
                {
                    if (failures[i]++ < steps[i].Failures) throw steps[i].Kind switch { Kind.Resume => new ResumeBoom(), Kind.Restart => new RestartBoom(), _ => new RetryBoom() };
                    lines.Add($"{instance}: {i}");
                    return Behavior.Same<int>();
                });
            }),
            "a");
        var random = new Random(seed);
        for (int i = 0; i < steps.Length; i++)
        {
            actor.Tell(i);
            for (int turns = random.Next(3); turns > 0; turns--) stage.Dispatcher.RunOne();
        }

        stage.Run();
        return [.. lines];
    }

    private sealed record Step(Kind Kind, int Failures);

    private sealed class ResumeBoom : Exception;

    private sealed class RestartBoom : Exception;

    private sealed class RetryBoom : Exception;
}
