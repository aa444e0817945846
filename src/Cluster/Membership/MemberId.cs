using System.Globalization;

namespace Actors.Cluster;

/// <summary>One life of one node: <c>node#incarnation</c>. This is how rows name owners and voters.</summary>
internal readonly record struct MemberId(string Node, ulong Incarnation)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node}#{Incarnation}");

    internal static MemberId Parse(string text)
    {
        int hash = text.LastIndexOf('#');
        return hash > 0 && ulong.TryParse(text.AsSpan(hash + 1), CultureInfo.InvariantCulture, out ulong incarnation)
            ? new MemberId(text[..hash], incarnation)
            : throw new MembershipException($"The store holds '{text}' where node#incarnation is expected; was it written by another program?");
    }
}
