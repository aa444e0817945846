namespace Actors.Cluster;

/// <summary>
/// One incarnation of this node in one universe: its lease and its own row. Another incarnation or universe is another
/// term with another lease, so that nothing of the old one can become valid again. Thread-safe.
/// </summary>
internal sealed class Term(MemberId id, string universe, Lease lease, MemberRow row, ulong version)
{
    private readonly Lock _lock = new();
    private MemberRow _row = row;
    private ulong _version = version;

    internal MemberId Id => id;

    internal string Universe => universe;

    internal Lease Lease => lease;

    /// <summary>When the last confirmation that succeeded was sent.</summary>
    internal long LastContact { get; set; }

    /// <summary>The row as last read or written, and its version.</summary>
    internal (MemberRow Row, ulong Version) Current
    {
        get
        {
            lock (_lock) return (_row, _version);
        }
    }

    internal MemberState State => Current.Row.State;

    /// <summary>Versions only grow within a universe; what was read before our own last write is older.</summary>
    internal void Learn(MemberRow row, ulong version)
    {
        lock (_lock)
            if (version > _version) (_row, _version) = (row, version);
    }
}
