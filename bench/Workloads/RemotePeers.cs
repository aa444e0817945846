using System.Globalization;
using Actors.Remote;

namespace Actors.Bench.Workloads;

[Message("bench.item")]
internal sealed record Item(long Number, string Text);

[Message("bench.ping")]
internal sealed record RoundTrip(long Number);

/// <summary>Answered once the counter has seen that many items.</summary>
[Message("bench.await")]
internal sealed record AwaitCount(long Count, ActorRef<RoundTrip> ReplyTo);

/// <summary>Begins the attack of that number on a node here; below 0: ends it. Answered once that is so.</summary>
[Message("bench.attack")]
internal sealed record Attack(int Kind, int Port);

[MessageManifest]
internal static partial class BenchMessages;

/// <summary>Two nodes in two processes, as the remote workloads use them.</summary>
internal static class RemotePeers
{
    internal const long RawPort = 0, PeakMegabytes = 1, AllocatedBytes = 2;

    internal static readonly RemoteOptions Options = new() { Secret = "the secret of the bench", Messages = [BenchMessages.Manifest], Transport = GrpcPeers.Options };

    internal static async Task<(ActorSystem System, RemoteNode Node)> StartAsync(string name, Func<RemoteOptions, RemoteOptions>? change = null)
    {
        var system = ActorSystem.Create(name);
        return (system, await RemoteNode.StartAsync(system, change?.Invoke(Options) ?? Options));
    }

    internal static async Task<int> ServeAsync(Action<ActorSystem>? more = null, Func<RemoteOptions, RemoteOptions>? change = null)
    {
        var (system, node) = await StartAsync("peer", change);
        system.Spawn(Props.FromBehavior(Behavior.Receive<RoundTrip>(static (context, ping) =>
        {
            context.Reply(ping);
            return Behavior.Same<RoundTrip>();
        })), "echo");
        system.Spawn(Props.FromBehavior(Counter()), "counter");
        more?.Invoke(system);
        return node.Self.Port;
    }

    /// <summary>Waits until the counter has seen that many; it begins anew then.</summary>
    internal static async Task AwaitCountAsync(ActorRef<AwaitCount> counter, long count)
    {
        RoundTrip counted = await counter.Ask<AwaitCount, RoundTrip>(replyTo => new(count, replyTo), TimeSpan.FromMinutes(1));
        if (counted.Number != count) throw new InvalidOperationException($"{counted.Number} of {count} arrived");
    }

    /// <summary>Answers what the first process asks of the second: <see cref="RawPort"/>, <see cref="PeakMegabytes"/> or <see cref="AllocatedBytes"/>.</summary>
    internal static void SpawnFacts(ActorSystem system, int rawPort) => system.Spawn(Props.FromBehavior(Behavior.Receive<RoundTrip>((context, ask) =>
    {
        context.Reply(new RoundTrip(ask.Number switch
        {
            RawPort => rawPort,
            PeakMegabytes => (long)ProcessFacts.PeakMegabytes,
            _ => GC.GetTotalAllocatedBytes(precise: true),
        }));
        return Behavior.Same<RoundTrip>();
    })), "facts");

    internal static async Task<long> AskFactAsync(ActorRef<RoundTrip> facts, long fact) =>
        (await facts.Ask<RoundTrip, RoundTrip>(new RoundTrip(fact), TimeSpan.FromSeconds(30))).Number;

    internal static ActorRef<T> Resolve<T>(ActorSystem system, PeerProcess peer, string name) =>
        system.Resolve<T>(string.Create(CultureInfo.InvariantCulture, $"actors://peer@127.0.0.1:{peer.Port}/user/{name}"));

    internal static Behavior<object> Counter() => Behavior.Setup<object>(static _ =>
    {
        long count = 0;
        AwaitCount? awaited = null;
        return Behavior.Receive<object>((_, message) =>
        {
            if (message is AwaitCount end) awaited = end;
            else count++;
            if (awaited is not null && count >= awaited.Count)
            {
                awaited.ReplyTo.Tell(new RoundTrip(count));
                (awaited, count) = (null, 0);
            }

            return Behavior.Same<object>();
        });
    });
}
