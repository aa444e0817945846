using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>One task asks one actor, one ask after the other.</summary>
internal sealed class LocalAsk : Workload
{
    private const int Asks = 500_000;

    internal override string Id => "L4";

    internal override string Description => "sequential asks from one task";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        var echo = system.Spawn(Props.FromBehavior(Behavior.Receive<Question>(static (_, question) =>
        {
            question.ReplyTo.Tell(question.Number);
            return Behavior.Same<Question>();
        })), "echo");
        await report.MeasureAsync(async () =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Asks; i++)
            {
                if (await echo.Ask<Question, int>(static replyTo => new Question(7, replyTo), TimeSpan.FromSeconds(10)) != 7) throw new InvalidOperationException("a wrong reply");
            }

            double rate = Asks / Clock.SecondsSince(start) / 1e3;
            double bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Asks;
            return [new("", rate, "k asks/s"), new("alloc", bytes, "B/ask")];
        });
    }

    private sealed record Question(int Number, ActorRef<int> ReplyTo);
}
