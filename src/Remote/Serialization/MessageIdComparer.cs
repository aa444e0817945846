namespace Actors.Remote;

/// <summary>
/// Finds ids by the bytes on the wire without making a string of them. Ids are ASCII, so a char equals its byte. Plain
/// FNV-1a is enough: the table holds our own ids only, a peer cannot add to it.
/// </summary>
internal sealed class MessageIdComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    internal static readonly MessageIdComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string obj)
    {
        uint hash = 2166136261;
        foreach (char c in obj) hash = (hash ^ c) * 16777619;
        return (int)hash;
    }

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (alternate.Length != other.Length) return false;
        for (int i = 0; i < alternate.Length; i++)
        {
            if (alternate[i] != other[i]) return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        uint hash = 2166136261;
        foreach (byte b in alternate) hash = (hash ^ b) * 16777619;
        return (int)hash;
    }

    public string Create(ReadOnlySpan<byte> alternate) => throw new NotSupportedException("Ids from the wire are looked up, never added.");
}
