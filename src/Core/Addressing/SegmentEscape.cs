using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Actors;

/// <summary>Writes any text as a path segment and back. One text has one segment: a second spelling would be a second actor for the same key.</summary>
internal static class SegmentEscape
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Escape(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > ActorPath.MaxSegmentLength) throw TooLong(key.Length, nameof(key));
        bool dots = key is "." or "..";
        bool plain = !dots;
        for (int i = 0; plain && i < key.Length; i++) plain = IsPlain(key[i]);
        if (plain) return key;
        var escaped = new StringBuilder(key.Length + 16);
        foreach (byte b in Encode(key))
        {
            if (IsPlain((char)b) && !dots) escaped.Append((char)b);
            else escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.Length <= ActorPath.MaxSegmentLength ? escaped.ToString() : throw TooLong(escaped.Length, nameof(key));
    }

    internal static string Unescape(string segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return segment.Contains('%', StringComparison.Ordinal) && TryDecode(segment, out byte[] bytes) ? Encoding.UTF8.GetString(bytes) : segment;
    }

    /// <summary>What is wrong with the escapes of <paramref name="segment"/>, or null.</summary>
    internal static string? FindProblem(string segment)
    {
        if (!TryDecode(segment, out byte[] bytes)) return "'%' must be followed by two upper-case hexadecimal digits";
        if (!Utf8.IsValid(bytes)) return "the bytes that its '%' stand for are not UTF-8";
        string canonical = Escape(Encoding.UTF8.GetString(bytes));
        return canonical == segment ? null : $"it escapes what needs no escape; write {canonical}";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static byte[] Encode(string key)
    {
        try
        {
            return Strict.GetBytes(key);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The key has half of a surrogate pair, which no other text form can carry.", nameof(key));
        }
    }

    private static bool TryDecode(string segment, out byte[] bytes)
    {
        var decoded = new List<byte>(segment.Length);
        bytes = [];
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                decoded.Add((byte)segment[i]);
                continue;
            }

            if (i + 2 >= segment.Length || !IsUpperHex(segment[i + 1]) || !IsUpperHex(segment[i + 2])) return false;
            decoded.Add(byte.Parse(segment.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }

        bytes = [.. decoded];
        return true;
    }

    private static bool IsUpperHex(char c) => char.IsAsciiHexDigitUpper(c);

    private static ArgumentException TooLong(int length, string parameter) =>
        new($"The key has {length} characters once escaped, at most {ActorPath.MaxSegmentLength} are allowed.", parameter);
}
