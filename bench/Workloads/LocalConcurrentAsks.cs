using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>64 tasks ask 1,000 actors, each one ask after the other.</summary>
internal sealed class LocalConcurrentAsks : Workload
{
    private const int Askers = 64;
    private const int AsksEach = 7_813; // in a slice, 500 k in all;
    private const int Actors = 1_000;

    internal override string Id => "L4b";

    internal override string Description => $"{Askers} concurrent askers, {Actors} actors";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        var echo = Props.FromBehavior(Behavior.Receive<Question>(static (_, question) =>
        {
            question.ReplyTo.Tell(question.Number);
            return Behavior.Same<Question>();
        }));
        ActorRef<Question>[] actors = [.. Enumerable.Range(0, Actors).Select(i => system.Spawn(echo, $"echo-{i}"))];
        await report.MeasureBesideChannelAsync("", "k asks/s", 1e3, async () =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(() => AskAsync(actors, asker * 17))));
            double rate = Askers * AsksEach / Clock.SecondsSince(start) / 1e6;
            double bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Askers * AsksEach);
            return [new("", rate, ""), new("alloc", bytes, "B/ask")];
        });
    }

    private static async Task AskAsync(ActorRef<Question>[] actors, int first)
    {
        for (int i = 0; i < AsksEach; i++)
        {
            if (await actors[(first + i) % Actors].Ask<Question, int>(static replyTo => new Question(7, replyTo), TimeSpan.FromSeconds(10)) != 7)
                throw new InvalidOperationException("a wrong reply");
        }
    }

    private sealed record Question(int Number, ActorRef<int> ReplyTo);
}
