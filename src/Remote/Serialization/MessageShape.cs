namespace Actors.Remote;

/// <summary>
/// What one message looks like on the wire, in hashes that nodes compare: of the whole, and of each element of its array
/// (of each case, if it is a union).
/// </summary>
internal sealed class MessageShape
{
    /// <summary>Elements beyond this are not told one by one.</summary>
    internal const int MaxMembers = 64;

    private static readonly uint Hole = HashOf("_");

    internal MessageShape(MessageCodec codec)
    {
        Codec = codec;
        IsUnion = codec.Shape.StartsWith('(');
        Members = [.. Split(codec.Shape, IsUnion ? '|' : ',')];
        MemberHashes = Members.Length > MaxMembers ? [] : [.. Members.Select(HashOf)];
    }

    internal MessageCodec Codec { get; }

    internal bool IsUnion { get; }

    /// <summary>The parts of the shape in words, for reports.</summary>
    internal string[] Members { get; }

    internal uint[] MemberHashes { get; }

    /// <summary>How a peer's message of this id differs from ours.</summary>
    internal ShapeDifference Compare(uint format, ulong shape, ReadOnlySpan<uint> members)
    {
        if (format != (uint)Codec.Format) return new(false, $"it travels as {Codec.Format} here, as {(Enum.IsDefined((MessageFormat)format) ? (MessageFormat)format : $"format {format}")} there");
        if (shape == Codec.ShapeHash) return default;
        if (members.IsEmpty || MemberHashes.Length == 0) return new(false, $"here it is {Codec.Shape}");
        return IsUnion ? CompareCases(members) : CompareMembers(members);
    }

    private ShapeDifference CompareMembers(ReadOnlySpan<uint> theirs)
    {
        for (int i = 0; i < Math.Min(theirs.Length, MemberHashes.Length); i++)
        {
            if (theirs[i] != MemberHashes[i] && theirs[i] != Hole && MemberHashes[i] != Hole)
                return new(false, $"its member number {i} (from 0) is {Members[i]} here and something else there");
        }

        return new(true, $"it has {MemberHashes.Length} members here, {theirs.Length} there");
    }

    // A case more is a newer version; a tag that means something else is another message.
    private ShapeDifference CompareCases(ReadOnlySpan<uint> theirs)
    {
        int common = 0;
        foreach (uint item in theirs)
        {
            if (MemberHashes.Contains(item)) common++;
        }

        return common == Math.Min(theirs.Length, MemberHashes.Length)
            ? new(true, $"the union has {MemberHashes.Length} cases here, {theirs.Length} there; what the other lacks it refuses")
            : new(false, $"the union is {Codec.Shape} here and has other tags or cases there");
    }

    // "[a,list<b>,{c},[d,e]]" into its parts.
    private static List<string> Split(string shape, char separator)
    {
        var parts = new List<string>();
        if (shape.Length < 2 || shape[0] is not ('[' or '(')) return [shape];
        int depth = 0, start = 1;
        for (int i = 1; i < shape.Length - 1; i++)
        {
            if (shape[i] is '[' or '<' or '{' or '(') depth++;
            else if (shape[i] is ']' or '>' or '}' or ')') depth--;
            else if (shape[i] == separator && depth == 0)
            {
                parts.Add(shape[start..i]);
                start = i + 1;
            }
        }

        if (shape.Length > 2) parts.Add(shape[start..^1]);
        return parts;
    }

    private static uint HashOf(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }
}
