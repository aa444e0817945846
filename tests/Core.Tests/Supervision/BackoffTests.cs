using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>How long a failed actor waits before its restart.</summary>
public sealed class BackoffTests
{
    private static readonly RestartBackoff Doubling = new() { Initial = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(5), Jitter = 0, ResetAfter = TimeSpan.FromSeconds(20) };

    [Fact]
    public void Restart_WaitsTwiceAsLongEachTime_UpToTheCap_AndFromTheBeginningAfterAQuietTime()
    {
        using var stage = StageWith(Doubling);
        var restarts = new List<double>();
        var actor = SpawnFailing(stage, restarts);
        foreach (double wait in new[] { 1.0, 2, 4, 5, 5 }) AssertWait(wait);
        stage.RunFor(TimeSpan.FromSeconds(19.9));
        AssertWait(5);
        stage.RunFor(TimeSpan.FromSeconds(20));
        AssertWait(1);

        void AssertWait(double seconds)
        {
            double failedAt = stage.Time.Elapsed.TotalSeconds;
            actor.Tell("fail");
            stage.RunFor(TimeSpan.FromSeconds(seconds));
            Assert.Equal(seconds, restarts[^1] - failedAt, 6);
        }
    }

    [Fact]
    public void Mailbox_DuringTheWait_IsKept()
    {
        using var stage = StageWith(Doubling);
        var seen = new List<string>();
        var actor = stage.Spawn(Behavior.Receive<string>((_, m) => m == "fail" ? throw new Boom() : Add(seen, m)), "a");
        actor.Tell("fail");
        actor.Tell("1");
        stage.RunFor(TimeSpan.FromSeconds(0.5));
        actor.Tell("2");
        Assert.Empty(seen);
        stage.RunFor(TimeSpan.FromSeconds(0.6));
        Assert.Equal(["1", "2"], seen);
    }

    [Fact]
    public void Stop_DuringTheWait_StopsAtOnceAndLeavesNoTimer()
    {
        // Seen to fail when BeginStop does not cancel the wait.
        using var stage = StageWith(Doubling);
        var actor = SpawnFailing(stage, []);
        actor.Tell("fail");
        stage.Run();
        Assert.NotNull(stage.Time.NextDue);
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void Shutdown_DuringTheWait_LeavesNoTimer()
    {
        var stage = StageWith(Doubling with { Initial = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1) }); // longer than the shutdown
        SpawnFailing(stage, []).Tell("fail");
        stage.Run();
        Assert.NotNull(stage.Time.NextDue);
        stage.Dispose();
        Assert.Null(stage.Time.NextDue);
    }

    [Fact]
    public void Limit_WithinTheWindow_HoldsBesideTheBackoff()
    {
        using var stage = new Stage(change: o => o with { Supervision = SupervisionStrategy.Default with { MaxRestarts = 2, Backoff = Doubling } });
        var actor = SpawnFailing(stage, []);
        for (int i = 0; i < 3; i++)
        {
            actor.Tell("fail");
            stage.RunFor(TimeSpan.FromSeconds(5));
        }

        Assert.False(actor.IsAlive);
    }

    [Fact]
    public void Delay_ForAllSettings_StaysWithinItsBoundsAndGrows()
    {
        var settings =
            from initial in Gen.Choose(1, 10_000)
            from max in Gen.Choose(1, 100_000)
            from factor in Gen.Choose(100, 1_000)
            from jitter in Gen.Choose(0, 100)
            from chance in Gen.Choose(0, 999_999)
            select (new RestartBackoff
            {
                Initial = TimeSpan.FromMilliseconds(initial),
                Max = TimeSpan.FromMilliseconds(max),
                Factor = factor / 100.0,
                Jitter = jitter / 100.0,
            }, chance / 1_000_000.0);
        Prop.ForAll(settings.ToArbitrary(), pair =>
        {
            var (backoff, chance) = pair;
            var before = TimeSpan.Zero;
            foreach (int failures in new[] { 0, 1, 2, 10, 100, 1_000_000, int.MaxValue })
            {
                var most = backoff.Delay(failures, 0);
                var delay = backoff.Delay(failures, chance);
                if (delay <= TimeSpan.Zero || delay > most || most > backoff.Max || most < before) return false;
                if (delay.Ticks < (most.Ticks * (1 - backoff.Jitter)) - 2) return false;
                before = most;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Jitter_ComesFromTheSystemsRandom_SoASeedRepeatsIt()
    {
        Assert.Equal(Waits(1), Waits(1));
        Assert.NotEqual(Waits(1), Waits(2));

        static double[] Waits(int seed)
        {
            using var stage = new Stage(seed, o => o with { Supervision = SupervisionStrategy.Default with { Backoff = Doubling with { Jitter = 0.5 } } });
            var restarts = new List<double>();
            var actor = SpawnFailing(stage, restarts);
            for (int i = 0; i < 3; i++)
            {
                actor.Tell("fail");
                stage.RunFor(TimeSpan.FromSeconds(5));
            }

            return [.. restarts];
        }
    }

    [Fact]
    public void Settings_OutOfRange_AreRefusedByName()
    {
        Assert.Equal("Initial", Assert.Throws<ArgumentOutOfRangeException>(() => new RestartBackoff { Initial = TimeSpan.Zero }).ParamName);
        Assert.Equal("Max", Assert.Throws<ArgumentOutOfRangeException>(() => new RestartBackoff { Max = TimeSpan.FromDays(2) }).ParamName);
        Assert.Equal("Factor", Assert.Throws<ArgumentOutOfRangeException>(() => new RestartBackoff { Factor = 0.9 }).ParamName);
        Assert.Equal("Jitter", Assert.Throws<ArgumentOutOfRangeException>(() => new RestartBackoff { Jitter = double.NaN }).ParamName);
        Assert.Equal("ResetAfter", Assert.Throws<ArgumentOutOfRangeException>(() => new RestartBackoff { ResetAfter = TimeSpan.FromTicks(-1) }).ParamName);
    }

    private static Stage StageWith(RestartBackoff backoff) =>
        new(change: o => o with { Supervision = SupervisionStrategy.Default with { Backoff = backoff, MaxRestarts = SupervisionStrategy.Unlimited } });

    private static ActorRef<string> SpawnFailing(Stage stage, List<double> restarts) => stage.Spawn(
        Behavior.Receive<string>((_, _) => throw new Boom()).OnSignal((_, signal) =>
        {
            if (signal is PostRestart) restarts.Add(stage.Time.Elapsed.TotalSeconds);
            return Behavior.Same<string>();
        }),
        "a");

    private static Behavior<string> Add(List<string> to, string message)
    {
        to.Add(message);
        return Behavior.Same<string>();
    }
}
