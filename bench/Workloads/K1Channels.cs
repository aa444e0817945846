using System.Diagnostics;
using System.Threading.Channels;

namespace Actors.Bench.Workloads;

internal sealed class K1Channels : Workload
{
    private const int Messages = 10_000_000;

    internal override string Id => "K1";

    internal override string Description => "baseline: unbounded Channel, one writer thread, one reader task";

    internal override Task RunAsync(Report report) => report.MeasureAsync(async () => [new("", await OnceAsync(Messages), "M msg/s")]);

    /// <summary>Millions of messages per second. Also the slices that the local workloads' ratios are taken to.</summary>
    internal static async Task<double> OnceAsync(int messages)
    {
        var channel = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        object message = new();
        long start = Stopwatch.GetTimestamp();
        Task<int> reading = Task.Run(async () =>
        {
            int count = 0;
            while (await channel.Reader.WaitToReadAsync())
                while (channel.Reader.TryRead(out _)) count++;
            return count;
        });
        var writer = new Thread(() =>
        {
            for (int i = 0; i < messages; i++) channel.Writer.TryWrite(message);
            channel.Writer.Complete();
        });
        writer.Start();
        int received = await reading;
        return received / Clock.SecondsSince(start) / 1e6;
    }
}
