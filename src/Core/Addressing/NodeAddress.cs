using System.Globalization;

namespace Actors;

/// <summary>
/// One life of one node: the system's name, the host and port where peers reach it, and the incarnation that tells this
/// life from earlier and later ones at the same place (0: not known, any). Text form: <c>system@host:port#incarnation</c>.
/// </summary>
public sealed record NodeAddress(string System, string Host, int Port, ulong Incarnation = 0)
{
    /// <summary>The place without the life: equal for all incarnations of a node.</summary>
    public string Endpoint => $"{System}@{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <inheritdoc/>
    public override string ToString() => Incarnation == 0 ? Endpoint : $"{Endpoint}#{Incarnation}";

    /// <summary>Reads <c>system@host:port</c> with an optional <c>#incarnation</c>.</summary>
    /// <exception cref="InvalidActorPathException">The text has another form.</exception>
    public static NodeAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        ulong incarnation = 0;
        if (hash >= 0 && !ulong.TryParse(text.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out incarnation)) throw new InvalidActorPathException(text, "the incarnation after '#' must be a whole number");
        return ParseEndpoint(hash < 0 ? text : text[..hash], incarnation, text);
    }

    internal static NodeAddress ParseEndpoint(string endpoint, ulong incarnation, string text)
    {
        int at = endpoint.IndexOf('@', StringComparison.Ordinal);
        int colon = endpoint.LastIndexOf(':');
        if (at <= 0 || colon < at) throw new InvalidActorPathException(text, "a node is written system@host:port");
        string system = endpoint[..at];
        ActorPath.CheckSegment(system, text);
        string host = endpoint[(at + 1)..colon];
        bool bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (bracketed) host = host[1..^1];
        if (bracketed != host.Contains(':', StringComparison.Ordinal) || host.AsSpan().ContainsAny('[', ']')) throw new InvalidActorPathException(text, "an IPv6 address, and nothing else, stands in [brackets]");
        if (host.Length is 0 or > 255 || Uri.CheckHostName(host) == UriHostNameType.Unknown) throw new InvalidActorPathException(text, "the host is not a host name or IP address");
        if (!ushort.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0) throw new InvalidActorPathException(text, "the port must be a number from 1 to 65535");
        return new NodeAddress(system, host, port, incarnation);
    }
}
