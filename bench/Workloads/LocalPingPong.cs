using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>Two pairs of actors that pass messages to and fro, a number of them at a time.</summary>
internal sealed class LocalPingPong(string id, int outstanding) : Workload
{
    private const int Pairs = 2;
    private const int Messages = 2_000_000; // in a slice;

    internal override string Id => id;

    internal override string Description => $"ping-pong, {outstanding} outstanding, {Pairs} pairs of actors";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        int run = 0;
        await report.MeasureBesideChannelAsync("", "M msg/s", 1, async () => [new("", await RunOnceAsync(system, ++run), "")]);
    }

    private async Task<double> RunOnceAsync(ActorSystem system, int run)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int open = Pairs;
        var actors = new List<ActorRef<Ball>>();
        long start = Stopwatch.GetTimestamp();
        for (int pair = 0; pair < Pairs; pair++)
        {
            var pong = system.Spawn(Props.FromBehavior(Behavior.Receive<Ball>(static (context, ball) =>
            {
                ball.From.Tell(new Ball(context.Self));
                return Behavior.Same<Ball>();
            })), $"pong-{run}-{pair}");
            int sent = outstanding;
            int received = 0;
            var ping = system.Spawn(Props.FromBehavior(Behavior.Receive<Ball>((context, ball) =>
            {
                received++;
                if (sent < Messages / 2 / Pairs)
                {
                    sent++;
                    ball.From.Tell(new Ball(context.Self));
                }
                else if (received == sent && Interlocked.Decrement(ref open) == 0)
                {
                    done.SetResult();
                }

                return Behavior.Same<Ball>();
            })), $"ping-{run}-{pair}");
            for (int i = 0; i < outstanding; i++) pong.Tell(new Ball(ping));
            actors.AddRange([ping, pong]);
        }

        await done.Task;
        double rate = Messages / Clock.SecondsSince(start) / 1e6;
        actors.ForEach(ActorSystem.Stop);
        return rate;
    }

    private readonly record struct Ball(ActorRef<Ball> From);
}
