using System.Globalization;

namespace Actors;

/// <summary>
/// Where an actor is, as text that any node understands. Three forms:
/// <c>actors://system@host:port/user/a#incarnation.uid</c> is pinned to a node (the incarnation and the uid, which tells
/// two lives of the actor apart, may each be left out);
/// <c>/user/a</c> is local or a cluster-wide name; <c>/cluster/kind/key</c> is a virtual actor.
/// </summary>
/// <param name="Node">The node, or null where the address names none.</param>
/// <param name="Path">The path in that node's hierarchy.</param>
/// <param name="Uid">Which life of the actor; 0: whichever holds the path.</param>
public sealed record ActorAddress(NodeAddress? Node, ActorPath Path, ulong Uid = 0)
{
    private const string Scheme = "actors://";

    /// <summary>Reads any of the three forms.</summary>
    /// <exception cref="InvalidActorPathException">The text has none of the three forms.</exception>
    public static ActorAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > ActorPath.MaxLength + 512) throw new InvalidActorPathException(text, "it is too long");
        if (text.StartsWith('/')) return new ActorAddress(null, ActorPath.FromString(text));
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) throw new InvalidActorPathException(text, "an address begins with '/' or 'actors://'");
        int slash = text.IndexOf('/', Scheme.Length);
        if (slash < 0) throw new InvalidActorPathException(text, "the path after the node is missing");
        int hash = text.IndexOf('#', slash);
        (ulong incarnation, ulong uid) = hash < 0 ? (0UL, 0UL) : ParseFragment(text.AsSpan(hash + 1), text);
        var node = NodeAddress.ParseEndpoint(text[Scheme.Length..slash], incarnation, text);
        return new ActorAddress(node, ActorPath.FromString(hash < 0 ? text[slash..] : text[slash..hash]), uid);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Node is null) return Path.ToString();
        string fragment = (Node.Incarnation, Uid) switch
        {
            (0, 0) => "",
            (_, 0) => $"#{Node.Incarnation}",
            _ => $"#{Node.Incarnation}.{Uid}",
        };
        return $"{Scheme}{Node.Endpoint}{Path}{fragment}";
    }

    private static (ulong Incarnation, ulong Uid) ParseFragment(ReadOnlySpan<char> fragment, string text)
    {
        int dot = fragment.IndexOf('.');
        ulong uid = 0;
        bool valid = ulong.TryParse(dot < 0 ? fragment : fragment[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out ulong incarnation)
            && (dot < 0 || ulong.TryParse(fragment[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out uid));
        return valid ? (incarnation, uid) : throw new InvalidActorPathException(text, "after '#' comes the incarnation, optionally '.' and the uid, both whole numbers");
    }
}
