using System.Diagnostics;
using System.Globalization;
using Actors.Remote;

namespace Actors.Bench.Workloads;

/// <summary>To a sender: tells its target as many as it has left, a burst at a time.</summary>
internal sealed record Burst(int Left, TaskCompletionSource Done);

/// <summary>In turns with R1 between the same two processes.</summary>
internal sealed class R4ManyPairs : Workload
{
    private const int Pairs = 1000, PerPair = 5000, PerBurst = 100, Count = Pairs * PerPair;

    internal override string Id => "R4";

    internal override string Description => "1,000 senders tell 1,000 actors in another process, beside R1";

    internal override async Task RunAsync(Report report)
    {
        using PeerProcess peer = await PeerProcess.StartAsync(this);
        var (system, _) = await RemotePeers.StartAsync("bench");
        await using (system)
        {
            ActorRef<Item> counter = RemotePeers.Resolve<Item>(system, peer, "counter");
            ActorRef<AwaitCount> end = RemotePeers.Resolve<AwaitCount>(system, peer, "counter");
            var ends = new ActorRef<AwaitCount>[Pairs];
            var senders = new ActorRef<Burst>[Pairs];
            for (int i = 0; i < Pairs; i++)
            {
                ends[i] = RemotePeers.Resolve<AwaitCount>(system, peer, Name(i));
                senders[i] = system.Spawn(Props.FromBehavior(Sender(RemotePeers.Resolve<Item>(system, peer, Name(i)))), $"sender-{i}");
            }

            await report.MeasureAsync(async () =>
            {
                double one = await R1RemoteTell.TellAllAsync(counter, end, Count);
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                await Task.WhenAll(senders.Select(sender =>
                {
                    var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    sender.Tell(new Burst(PerPair, done));
                    return done.Task;
                }));
                await Task.WhenAll(ends.Select(target => RemotePeers.AwaitCountAsync(target, PerPair)));
                double many = Clock.SecondsSince(start);
                return
                [
                    new("rate", Count / many, "msg/s"), new("R1", Count / one, "msg/s"), new("ratio", one / many, "of R1"),
                    new("sender", (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)Count, "B/msg"),
                ];
            });
        }
    }

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync(static system =>
    {
        for (int i = 0; i < Pairs; i++) system.Spawn(Props.FromBehavior(RemotePeers.Counter()), Name(i));
    });

    private static string Name(int pair) => string.Create(CultureInfo.InvariantCulture, $"counter-{pair}");

    // A burst, and then the others' turn: what is sent together is for many targets.
    private static Behavior<Burst> Sender(ActorRef<Item> target) => Behavior.ReceiveAsync<Burst>(async (context, burst) =>
    {
        int left = burst.Left;
        for (int i = 0; i < PerBurst; i++) await target.TellAsync(new Item(left--, "0123456789abcdef"));
        if (left > 0) context.Self.Tell(burst with { Left = left });
        else burst.Done.SetResult();
        return Behavior.Same<Burst>();
    });
}
