using System.Globalization;

namespace Actors.Remote;

/// <summary>What a peer wrote, made fit to be repeated in a log line or an answer: short, and one line.</summary>
internal static class PeerText
{
    /// <summary>Longest part that is repeated.</summary>
    internal const int MaxLength = 512;

    internal static string Of(string text)
    {
        string start = text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength), "...") : text;
        return start.Any(IsUnfit) ? string.Concat(start.Select(static letter => IsUnfit(letter) ? '?' : letter)) : start;
    }

    // Also what breaks lines without being a control character, and what turns the direction of those that follow.
    private static bool IsUnfit(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
