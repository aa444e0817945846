using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Bench.Workloads;

/// <summary>Ping-pong of one pair: with nobody listening, with the meter listened to, with activities recorded too.</summary>
internal sealed class LocalObserved : Workload
{
    private const int Messages = 2_000_000;

    internal override string Id => "LO";

    internal override string Description => "observability: one pair's ping-pong without a listener, with metrics, with traces of each message";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        await report.MeasureAsync(() => PingPongAsync(system, "none"));
        using (Metrics()) await report.MeasureAsync(() => PingPongAsync(system, "metrics"));
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Actors",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await report.MeasureAsync(() => PingPongAsync(system, "traces"));
    }

    private static MeterListener Metrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Actors") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static async Task<Report.Figure[]> PingPongAsync(ActorSystem system, string name)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var back = Props.FromBehavior(Behavior.Receive<Ball>((context, ball) =>
        {
            if (ball.Left == 0) done.SetResult();
            else ball.From.Tell(new Ball(ball.Left - 1, context.Self));
            return Behavior.Same<Ball>();
        }));
        var (one, two) = (system.SpawnAnonymous(back), system.SpawnAnonymous(back));
        using var root = new Activity("bench").Start();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        one.Tell(new Ball(Messages, two));
        await done.Task;
        double rate = Messages / Clock.SecondsSince(start) / 1e6;
        double bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;
        ActorSystem.Stop(one);
        ActorSystem.Stop(two);
        return [new(name, rate, "M msg/s"), new($"{name}.alloc", bytes, "B/msg")];
    }

    private readonly record struct Ball(int Left, ActorRef<Ball> From);
}
