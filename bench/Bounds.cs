namespace Actors.Bench;

/// <summary>What is asked of the figures, for <c>--check</c>.</summary>
internal static class Bounds
{
    private const string WhereComparable = "where-K1-is-20";

    private static readonly Dictionary<string, double> Printed = [];

    // Where K1 gives 20 M msg/s; elsewhere in proportion to it.
    private static readonly (string Name, double Least)[] BesideK1 =
        [("L1", 25), ("L1b", 110), ("L2.class", 15), ("L2.struct", 15), ("L3", 23), ("L4b", 3600)];

    private static readonly (string Name, double Bound, bool IsLeast)[] Plain =
    [
        ("L4", 1800, true), ("L4.alloc", 100, false), ("L5.rate", 1000, true), ("L5.idle", 380, false), ("L6", 0.6, false), ("LF.p99", 10, false),
        ("R1.rate", 6_000_000, true), ("R1.sender", 60, false), ("R1.receiver", 60, false), ("R1.wire", 40, false), ("R2.ratio", 1.15, false), ("R2i.p50", 30, false), ("R2b.rate", 1_200_000, true), ("R2b.asker", 400, false),
        ("R3.ratio", 0.85, true), ("R3.sender.peak", 200, false), ("R3.receiver.peak", 200, false), ("R4.ratio", 0.8, true), ("R5.ratio", 0.6, true), ("R6.cpu", 1, false), ("R7.ratio", 0.95, true), ("R7.sender.heap", 67.1, false), ("S1.answer", 300, false),
        ("codec.item.ratio", 4, true), ("codec.record.ratio", 4, true), ("codec.order.ratio", 4, true), ("codec.blob.ratio", 4, true), ("codec.counts.ratio", 4, true),
        .. Workloads.HostileAttacks.All.Select(static attack => ($"RH.{attack.Name}.ratio", 2d, false)),
    ];

    internal static void Note(string name, double median) => Printed[name] = median;

    /// <summary>Says which of the figures that were measured are not what is asked.</summary>
    internal static bool AreMet()
    {
        var missed = new List<string>();
        foreach (var (name, least) in BesideK1)
        {
            if (Printed.TryGetValue($"{name}.{WhereComparable}", out double comparable)) Compare($"{name}.{WhereComparable}", comparable, least, isLeast: true);
            else if (Printed.TryGetValue($"{name}.ratio", out double ratio)) Compare($"{name}.ratio", ratio, least / (name == "L4b" ? 1000 : 1) / 20, isLeast: true);
        }

        foreach (var (name, bound, isLeast) in Plain)
        {
            if (Printed.TryGetValue(name, out double value)) Compare(name, value, bound, isLeast);
        }

        foreach (string line in missed) Console.WriteLine(line);
        return missed.Count == 0;

        void Compare(string name, double value, double bound, bool isLeast)
        {
            if (isLeast ? value < bound : value > bound) missed.Add(FormattableString.Invariant($"missed: {name} is {value:0.##}, asked at {(isLeast ? "least" : "most")} {bound:0.##}"));
        }
    }
}
