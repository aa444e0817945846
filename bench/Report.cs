using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Actors.Bench.Workloads;

namespace Actors.Bench;

/// <summary>Runs a measurement often enough and prints "name value unit", median with minimum and maximum.</summary>
internal sealed class Report(string workload)
{
    internal const int Runs = 5;
    private const int BaselineMessages = 2_000_000;

    /// <summary>One figure of one run.</summary>
    internal readonly record struct Figure(string Name, double Value, string Unit);

    /// <summary>
    /// Calls <paramref name="once"/> to warm up and then <see cref="Runs"/> times. Each call returns the same figures;
    /// the name "" stands for the workload's own.
    /// </summary>
    internal async Task MeasureAsync(Func<Task<Figure[]>> once, int warmups = 2, int runs = Runs)
    {
        for (int i = 0; i < warmups; i++) await once();
        var all = new List<Figure[]>();
        for (int i = 0; i < runs; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            all.Add(await once());
        }

        for (int figure = 0; figure < all[0].Length; figure++)
            Print(all[0][figure], [.. all.Select(run => run[figure].Value).Order()]);
    }

    /// <summary>
    /// Measures in slices that alternate with slices of the channel baseline (K1), because both depend on the cores that wake-ups land on
    /// and on what else the machine does. Beside the rate: the "ratio" to the baseline of the same moment, and the rate of those slices
    /// beside which the baseline gave 17 to 24 M msg/s, as it did on the machine that the bounds were set on. <paramref name="slice"/>
    /// returns millions per second, and whatever else is to be reported of it.
    /// </summary>
    internal async Task MeasureBesideChannelAsync(string name, string unit, double scale, Func<Task<Figure[]>> slice, int slices = 10)
    {
        string prefix = name.Length == 0 ? "" : name + ".";
        var comparable = new List<double>();
        await MeasureAsync(async () =>
        {
            var (rates, ratios, others) = (new List<double>(), new List<double>(), new List<Figure[]>());
            double before = await K1Channels.OnceAsync(BaselineMessages);
            for (int i = 0; i < slices; i++)
            {
                Figure[] figures = await slice();
                double after = await K1Channels.OnceAsync(BaselineMessages);
                double rate = figures[0].Value * scale, baseline = (before + after) / 2;
                rates.Add(rate);
                ratios.Add(figures[0].Value / baseline);
                others.Add(figures[1..]);
                if (baseline is >= 17 and <= 24) comparable.Add(rate);
                before = after;
            }

            return
            [
                new(name, Median(rates), unit),
                new(prefix + "ratio", Median(ratios), "times K1"),
                .. others[0].Select((other, at) => other with { Name = prefix + other.Name, Value = Median(others.Select(figures => figures[at].Value)) }),
            ];
        });
        if (comparable.Count >= slices) Print(new(prefix + "where-K1-is-20", 0, $"{unit}, {comparable.Count} slices"), [.. comparable.Order()]);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    internal static void PrintHeader()
    {
        Console.WriteLine($"# {Cpu()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}");
        Console.WriteLine($"# {RuntimeInformation.FrameworkDescription}, server GC {System.Runtime.GCSettings.IsServerGC}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, commit {Commit()}");
        Console.WriteLine($"# median of {Runs} runs after warming up (minimum-maximum)");
    }

    private void Print(Figure figure, double[] sorted)
    {
        string name = figure.Name.Length == 0 ? workload : $"{workload}.{figure.Name}";
        Console.WriteLine($"{name} {Format(sorted[sorted.Length / 2])} {figure.Unit} ({Format(sorted[0])}-{Format(sorted[^1])})");
    }

    private static string Format(double value) =>
        value.ToString(Math.Abs(value) >= 1000 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Cpu()
    {
        const string path = "/proc/cpuinfo";
        string? line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", "describe --always --dirty") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return git.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } commit ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
