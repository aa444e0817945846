using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Actors.Remote;

namespace Actors.Bench.Workloads;

/// <summary>The generated codecs against System.Text.Json's source generation: encode into a buffer that is kept, decode from it.</summary>
internal sealed class CodecAlone : Workload
{
    private const int Slices = 20;

    internal override string Id => "codec";

    internal override string Description => "encode and decode of five messages, against System.Text.Json source generation";

    internal override async Task RunAsync(Report report)
    {
        var placed = new DateTimeOffset(2024, 2, 29, 12, 30, 15, TimeSpan.FromHours(1));
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        var lines = Enumerable.Range(0, 8).Select(i => new CodecLine($"article {i}", i + 1, 9.95m + i)).ToList();
        var bytes = new byte[4096];
        new Random(1).NextBytes(bytes);
        await MeasureAsync(report, "item", new CodecItem(1_234_567, "0123456789abcdef"), CodecJson.Default.CodecItem, 200_000);
        await MeasureAsync(report, "record", new CodecRecord(id, "a name of some length", 42, 1_234_567_890_123, true, 0.125, 12.50m, placed, TimeSpan.FromMilliseconds(1500), CodecState.Sent), CodecJson.Default.CodecRecord, 100_000);
        await MeasureAsync(report, "order", new CodecOrder(id, "a customer", placed, lines, null), CodecJson.Default.CodecOrder, 40_000);
        await MeasureFloorsAsync(report, bytes);
        await MeasureAsync(report, "blob", new CodecBlob(bytes), CodecJson.Default.CodecBlob, 40_000);
        await MeasureAsync(report, "counts", new CodecCounts(Enumerable.Range(0, 50).ToDictionary(i => $"word number {i}", i => i * 37)), CodecJson.Default.CodecCounts, 10_000);
    }

    private static Task MeasureAsync<T>(Report report, string name, T message, JsonTypeInfo<T> json, int count)
    {
        var registry = new MessageRegistry([BenchMessages.Manifest]);
        var codec = registry.For<T>();
        var buffer = new WireBuffer(64 * 1024, 1024 * 1024);
        var text = new WireBuffer(64 * 1024, 1024 * 1024);
        using var jsonWriter = new Utf8JsonWriter(text);
        return report.MeasureAsync(() =>
        {
            // In slices, turn by turn, and the best of each: a neighbour's load then hits both or neither.
            var best = new double[] { double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue };
            for (int slice = 0; slice < Slices; slice++)
            {
                Better(ref best[0], count / Slices, () =>
                {
                    buffer.Truncate(0);
                    var writer = new MessagePackWriter(buffer, null);
                    codec.Write(ref writer, message);
                });
                Better(ref best[1], count / Slices, () =>
                {
                    text.Truncate(0);
                    jsonWriter.Reset();
                    JsonSerializer.Serialize(jsonWriter, message, json);
                    jsonWriter.Flush();
                });
                Better(ref best[2], count / Slices, () =>
                {
                    var reader = new MessagePackReader(buffer.WrittenSpan, null);
                    codec.Read(ref reader);
                });
                Better(ref best[3], count / Slices, () => JsonSerializer.Deserialize(text.WrittenSpan, json));
            }

            return Task.FromResult<Report.Figure[]>(
            [
                new($"{name}.encode", best[0], "ns"), new($"{name}.encode.json", best[1], "ns"),
                new($"{name}.decode", best[2], "ns"), new($"{name}.decode.json", best[3], "ns"),
                new($"{name}.ratio", (best[1] + best[3]) / (best[0] + best[2]), "times faster"),
                new($"{name}.bytes", buffer.Length, "B"), new($"{name}.bytes.json", text.Length, "B"),
            ]);
        });
    }

    /// <summary>
    /// What blob and counts cannot be faster than, whatever the format: the copies and the array, the table and its texts.
    /// </summary>
    private static Task MeasureFloorsAsync(Report report, byte[] bytes)
    {
        byte[] buffer = new byte[8192];
        string[] words = [.. Enumerable.Range(0, 50).Select(i => $"word number {i}")];
        object? made = null;
        return report.MeasureAsync(() =>
        {
            var best = new double[] { double.MaxValue, double.MaxValue, double.MaxValue };
            for (int slice = 0; slice < Slices; slice++)
            {
                Better(ref best[0], 2000, () => bytes.CopyTo(buffer, 5));
                Better(ref best[1], 2000, () => made = buffer.AsSpan(5, bytes.Length).ToArray());
                Better(ref best[2], 500, () =>
                {
                    var table = new Dictionary<string, int>(words.Length);
                    foreach (string word in words) table.Add(new string(word.AsSpan()), 1);
                    made = table;
                });
            }

            GC.KeepAlive(made);
            return Task.FromResult<Report.Figure[]>([new("blob.encode.floor", best[0], "ns"), new("blob.decode.floor", best[1], "ns"), new("counts.decode.floor", best[2], "ns")]);
        });
    }

    private static void Better(ref double best, int count, Action once)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++) once();
        best = Math.Min(best, Clock.SecondsSince(start) * 1e9 / count);
    }
}
