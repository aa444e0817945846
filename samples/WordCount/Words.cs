namespace WordCount;

/// <summary>What a word is: the same for the cluster and for the plain count beside it.</summary>
internal static class Words
{
    /// <summary>Longer runs of letters are cut, so that every word fits into an actor's path.</summary>
    private const int MaxLength = 32;

    /// <summary>Runs of letters and digits, in lower case.</summary>
    public static IEnumerable<string> In(string line)
    {
        int start = -1;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && char.IsLetterOrDigit(line[i]))
            {
                if (start < 0) start = i;
                if (i - start < MaxLength) continue;
                yield return line[start..i].ToLowerInvariant();
                start = i;
            }
            else if (start >= 0)
            {
                yield return line[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }

    /// <summary>The count that the cluster's must equal.</summary>
    public static Dictionary<string, long> Count(IEnumerable<string> lines)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            foreach (string word in In(line)) counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return counts;
    }
}
