using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// The text of a Uri that says whether it is absolute, on any system: "/orders/5" alone is a file's absolute address to one and
/// a relative address to another, depending on how it was made.
/// </summary>
internal static class UriText
{
    private static readonly char[] s_blanks = [' ', '\t', '\r', '\n']; // skipped before a scheme

    internal static string Of(Uri value)
    {
        string text = value.OriginalString;
        if (!value.IsAbsoluteUri || HasScheme(text)) return text;
        text = text.TrimStart(s_blanks);
        return HasScheme(text) ? text : value.AbsoluteUri; // which may be written otherwise than it was made
    }

    internal static bool TryParse(string text, [NotNullWhen(true)] out Uri? value) =>
        (HasScheme(text) && Uri.TryCreate(text, UriKind.Absolute, out value)) || Uri.TryCreate(text, UriKind.Relative, out value);

    // A scheme of one letter is a drive.
    private static bool HasScheme(string text)
    {
        int length = text.IndexOf(':', StringComparison.Ordinal);
        if (length < 2 || !char.IsAsciiLetter(text[0])) return false;
        foreach (char c in text.AsSpan(1, length - 1))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.')) return false;
        }

        return true;
    }
}
