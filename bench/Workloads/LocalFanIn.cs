using System.Diagnostics;

namespace Actors.Bench.Workloads;

/// <summary>Eight actors tell one actor that counts, each as fast as it can.</summary>
internal sealed class LocalFanIn : Workload
{
    private const int Senders = 8;
    private const int MessagesEach = 250_000; // in a slice;

    internal override string Id => "L3";

    internal override string Description => $"{Senders} actors tell {MessagesEach} each to one actor";

    internal override async Task RunAsync(Report report)
    {
        await using var system = ActorSystem.Create("bench");
        await report.MeasureBesideChannelAsync("", "M msg/s", 1, async () =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int count = 0;
            var counter = system.SpawnAnonymous(Props.FromBehavior(Behavior.Receive<object>((_, _) =>
            {
                if (++count == Senders * MessagesEach) done.SetResult();
                return Behavior.Same<object>();
            })));
            var message = new object();
            var sender = Props.FromBehavior(Behavior.Receive<int>((_, messages) =>
            {
                for (int i = 0; i < messages; i++) counter.Tell(message);
                return Behavior.Stopped<int>();
            }));
            ActorRef<int>[] senders = [.. Enumerable.Range(0, Senders).Select(_ => system.SpawnAnonymous(sender))];
            long start = Stopwatch.GetTimestamp();
            foreach (var one in senders) one.Tell(MessagesEach);
            await done.Task;
            double rate = Senders * MessagesEach / Clock.SecondsSince(start) / 1e6;
            ActorSystem.Stop(counter);
            return [new("", rate, "")];
        });
    }
}
