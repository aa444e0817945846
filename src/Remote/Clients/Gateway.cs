using System.Globalization;

namespace Actors.Remote;

/// <summary>
/// The nodes through which a client reaches its cluster, one at a time, and what it has met there. To the client's one
/// peer they are lives of the same peer: going to another node, or to a new incarnation, begins the next life, and coming
/// back to the same incarnation goes on with the old one. Thread-safe.
/// </summary>
internal sealed class Gateway
{
    /// <summary>What the peer is called before a node has answered.</summary>
    internal static readonly NodeAddress Unknown = new("cluster", "unknown", 0);

    private readonly Lock _lock = new();
    private readonly NodeAddress[] _addresses;
    private int _next;
    private (NodeAddress Node, ulong Life) _met = (Unknown, 0);
    private (NodeAddress Node, ulong Life) _before = (Unknown, 0);

    /// <exception cref="ArgumentException">There is none, or a text is no address.</exception>
    internal Gateway(IReadOnlyList<string> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count is 0 or > RemoteClient.MaxAddresses) throw new ArgumentException($"a client needs 1 to {RemoteClient.MaxAddresses} addresses, not {addresses.Count}", nameof(addresses));
        _addresses = [.. addresses.Select(Parse)];
    }

    internal int Count => _addresses.Length;

    /// <summary>The node last met; null before the first.</summary>
    internal NodeAddress? Met
    {
        get
        {
            lock (_lock) return _met.Life == 0 ? null : _met.Node;
        }
    }

    /// <summary>Where to dial next.</summary>
    internal NodeAddress Next
    {
        get
        {
            lock (_lock) return _addresses[_next];
        }
    }

    internal static string TextOf(NodeAddress address) => address.Endpoint[(address.System.Length + 1)..];

    /// <summary>Nobody could be reached at <see cref="Next"/>, or not the right one.</summary>
    internal void Advance()
    {
        lock (_lock) _next = (_next + 1) % _addresses.Length;
    }

    /// <summary>Which life a node that has answered is.</summary>
    internal ulong Meet(NodeAddress node, Func<ulong, bool> isDead)
    {
        lock (_lock)
        {
            if (_met.Life != 0 && _met.Node == node && !isDead(_met.Life)) return _met.Life;
            _before = _met;
            _met = (node, _met.Life + 1);
            return _met.Life;
        }
    }

    /// <summary>The node that a life was; 0: the last one, in any of its own lives.</summary>
    internal NodeAddress NodeOf(ulong life)
    {
        lock (_lock)
        {
            if (life == 0) return _met.Node with { Incarnation = 0 };
            return life == _met.Life ? _met.Node : life == _before.Life ? _before.Node : Unknown;
        }
    }

    /// <summary>The life in which the client knows a node that others name; null if it is not the one last met.</summary>
    internal ulong? LifeOf(NodeAddress node)
    {
        lock (_lock) return _met.Life != 0 && _met.Node.Endpoint == node.Endpoint && (node.Incarnation == 0 || node.Incarnation == _met.Node.Incarnation) ? _met.Life : null;
    }

    private static NodeAddress Parse(string text)
    {
        try
        {
            return NodeAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"cluster@{text}")) with { Incarnation = 0 };
        }
        catch (InvalidActorPathException error)
        {
            throw new ArgumentException($"'{text}' is no address such as 10.0.0.7:4711: {error.Problem}", nameof(text), error);
        }
    }
}
