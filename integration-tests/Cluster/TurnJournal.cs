using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>One turn of a virtual actor, as the node that ran it wrote it down; times are CLOCK_BOOTTIME, common to all processes of a machine.</summary>
internal sealed record Turn(string Key, string Node, long Token, long Start, long End)
{
    public static Turn Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Turn(parts[0], parts[1], Number(parts[2]), Number(parts[3]), Number(parts[4]));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A time in which a node's process stood still, on the clock of the turns.</summary>
internal sealed record Pause(string Endpoint, long From, long To)
{
    /// <summary>True if the whole pause lies within the turn.</summary>
    public bool Interrupts(Turn turn) => turn.Node.StartsWith(Endpoint + "#", StringComparison.Ordinal) && turn.Start <= From && turn.End >= To;
}

/// <summary>Judges journals: no key may ever have been active on two nodes.</summary>
internal static class TurnJournal
{
    /// <summary>
    /// What is wrong; empty if nothing is. For each key, in the order of time: a later owner's turns all come after an
    /// earlier owner's (they do not overlap and do not alternate), tokens never go back, and no token has two owners. A turn that
    /// a pause of its process interrupts counts up to the pause: that it is finished afterwards no lease can exclude, which is
    /// what fencing tokens are for; the next turn of that owner would be found.
    /// </summary>
    public static IReadOnlyList<string> Check(IEnumerable<Turn> turns, IReadOnlyCollection<Pause>? pauses = null)
    {
        turns = turns.Select(turn => pauses?.FirstOrDefault(pause => pause.Interrupts(turn)) is { } pause ? turn with { End = pause.From } : turn);
        var problems = new List<string>();
        foreach (var key in turns.GroupBy(turn => turn.Key))
        {
            Turn? before = null;
            var owners = new Dictionary<long, string>();
            foreach (var turn in key.OrderBy(turn => turn.Start))
            {
                if (!owners.TryAdd(turn.Token, turn.Node) && owners[turn.Token] != turn.Node) problems.Add($"token {turn.Token} of {turn.Key} was used by {owners[turn.Token]} and {turn.Node}");
                if (before is not null && turn.Token < before.Token) problems.Add($"{turn.Key}: {turn.Node} ran with token {turn.Token} at {turn.Start}, after {before.Node} with {before.Token} at {before.Start}");
                if (before is not null && turn.Token != before.Token && turn.Start < before.End) problems.Add($"{turn.Key}: turns of {before.Node} ({before.Start}-{before.End}) and {turn.Node} ({turn.Start}-{turn.End}) overlap");
                if (before is null || turn.End > before.End || turn.Token != before.Token) before = turn;
            }
        }

        return problems;
    }

    /// <summary>All whole lines of the files; a process killed in the middle of a line leaves a torn one.</summary>
    public static List<Turn> Read(IEnumerable<string> paths)
    {
        var turns = new List<Turn>();
        foreach (string path in paths)
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            string text = reader.ReadToEnd();
            foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)) turns.Add(Turn.Parse(line));
        }

        return turns;
    }
}
