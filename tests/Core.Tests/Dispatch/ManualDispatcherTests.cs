namespace Actors.Core.Tests;

/// <summary>The same seed gives the same run.</summary>
public sealed class ManualDispatcherTests
{
    [Fact]
    public void Run_WithTheSameSeed_GivesTheSameTrace()
    {
        for (int seed = 0; seed < 20; seed++) Assert.Equal(Trace(seed), Trace(seed));
    }

    [Fact]
    public void Run_WithOtherSeeds_GivesOtherTraces() =>
        Assert.True(Enumerable.Range(0, 20).Select(Trace).Distinct().Count() > 10);

    [Fact]
    public void RunUntilIdle_OfActorsThatNeverEnd_ThrowsAtTheLimit()
    {
        var stage = new Stage();
        var actor = stage.Spawn(
            Behavior.Receive<int>((context, m) =>
            {
                context.Self.Tell(m);
                return Behavior.Same<int>();
            }),
            "a");
        actor.Tell(1);
        Assert.Throws<InvalidOperationException>(() => stage.Dispatcher.RunUntilIdle(limit: 100));
        ActorSystem.Stop(actor);
        stage.Dispose();
    }

    [Fact]
    public void RunOne_WithinATurn_Throws()
    {
        using var stage = new Stage();
        Exception? error = null;
        stage.Spawn(
            Behavior.Receive<int>((_, _) =>
            {
                error = Record.Exception(() => stage.Dispatcher.RunOne());
                return Behavior.Same<int>();
            }),
            "a").Tell(1);
        stage.Run();
        Assert.IsType<InvalidOperationException>(error);
    }

    /// <summary>Actors, awaits, asks, timers and failures in one run, as text.</summary>
    private static string Trace(int seed)
    {
        var trace = new List<string>();
        using var stage = new Stage(seed, o => o with { Supervision = SupervisionStrategy.Default with { MaxRestarts = 1_000 } });
        var all = new List<ActorRef<int>>();
        for (int i = 0; i < 6; i++)
        {
            string name = $"a{i}";
            all.Add(stage.Spawn(
                Behavior.ReceiveAsync<int>(async (context, m) =>
                {
                    trace.Add($"{stage.Time.Elapsed.TotalMilliseconds} {name} {m} from {context.Sender?.Path.Name}");
                    if (m == 7 && context.Sender is { } asker && asker.Path.ToString().StartsWith("/temp", StringComparison.Ordinal)) context.Reply(m);
                    if (m <= 0) return Behavior.Same<int>();
                    if (m % 5 == 0) context.ScheduleOnce(TimeSpan.FromMilliseconds(m), m - 1);
                    all[m * 31 % all.Count].Tell(m - 1, context.Self);
                    if (m % 4 == 0) await Task.Yield();
                    if (m % 11 == 0) throw new Boom();
                    trace.Add($"{name} {m} ends");
                    return Behavior.Same<int>();
                }),
                name));
        }

        for (int i = 0; i < all.Count; i++) all[i].Tell(20 + i);
        var ask = all[0].Ask<int, int>(7, TimeSpan.FromMilliseconds(50)).AsTask();
        stage.RunFor(TimeSpan.FromSeconds(2));
        trace.Add($"{ask.Status}");
        _ = ask.Exception;
        Assert.True(trace.Count > 100);
        return string.Join('\n', trace);
    }
}
