namespace Actors.Remote;

/// <summary>
/// What one message looks like on the wire, in hashes that nodes compare: of the whole, and of each element of its array
/// (of each case, if it is a union).
/// </summary>
internal sealed class MessageShape
{
    /// <summary>Elements beyond this are not told one by one.</summary>
    internal const int MaxMembers = 64;

    // Before the shape of a message whose members have keys; its hash is told after those of the members.
    private const char KeyMark = '#';

    private static readonly uint Hole = HashOf("_");
    private static readonly uint Keys = HashOf(KeyMark.ToString());
    private static readonly ulong EmptyShape = MessageCodec.HashOf("[]");

    private readonly bool _isKeyed;

    internal MessageShape(MessageCodec codec)
    {
        Codec = codec;
        _isKeyed = codec.Shape.StartsWith(KeyMark);
        string shape = _isKeyed ? codec.Shape[1..] : codec.Shape;
        IsUnion = shape.StartsWith('(');
        Members = [.. Split(shape, IsUnion ? '|' : ',')];
        uint[] hashes = [.. Members.Select(HashOf)];
        MemberHashes = hashes.Length + (_isKeyed ? 1 : 0) > MaxMembers ? [] : _isKeyed ? [.. hashes, Keys] : hashes;
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
        if ((members.IsEmpty && (IsUnion || shape != EmptyShape)) || (MemberHashes.Length == 0 && Members.Length > 0)) return new(false, $"here it is {Codec.Shape}");
        return IsUnion ? CompareCases(members) : CompareMembers(members);
    }

    private ShapeDifference CompareMembers(ReadOnlySpan<uint> theirs)
    {
        bool theirKeys = theirs is [.., var last] && last == Keys;
        if (theirKeys) theirs = theirs[..^1];
        var ours = MemberHashes.AsSpan(0, Members.Length);
        for (int i = 0; i < Math.Min(theirs.Length, ours.Length); i++)
        {
            if (theirs[i] == ours[i]) continue;
            if (theirs[i] != Hole && ours[i] != Hole)
                return new(false, $"its member number {i} (from 0) is {Members[i]} here and something else there");
            if (theirs[i] == Hole && !_isKeyed && !Members[i].EndsWith('?'))
                return new(false, $"its member number {i} (from 0) was removed there, and is {Members[i]} here, without a key, so that it cannot be missing");
            if (ours[i] == Hole && !theirKeys)
                return new(false, $"its member number {i} (from 0) was removed here, and the members there have no keys, so that none can be missing unless it is nullable");
        }

        string keys = _isKeyed == theirKeys ? "" : _isKeyed ? ", and keys only here" : ", and keys only there";
        return new(true, $"it has {ours.Length} members here, {theirs.Length} there{keys}");
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
