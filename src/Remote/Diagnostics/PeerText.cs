namespace Actors.Remote;

/// <summary>What a peer wrote, made fit to be repeated in a log line or an answer: short, and one line.</summary>
internal static class PeerText
{
    /// <summary>Longest part that is repeated.</summary>
    internal const int MaxLength = 512;

    internal static string Of(string text)
    {
        string start = text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength), "...") : text;
        return start.Any(char.IsControl) ? string.Concat(start.Select(static letter => char.IsControl(letter) ? '?' : letter)) : start;
    }
}
