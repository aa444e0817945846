namespace Actors.Cluster;

/// <summary>
/// The right of one incarnation to serve, measured on the node's own clock. It is extended by confirmations at the store,
/// ends by itself, and once revoked never comes back. Thread-safe; <see cref="IsValid"/> costs one clock read.
/// </summary>
public sealed class Lease
{
    private const long Revoked = long.MinValue;
    private readonly TimeProvider _time;
    private readonly long _duration;
    private long _until;

    internal Lease(TimeProvider time, TimeSpan duration)
    {
        _time = time;
        _duration = (long)(duration.TotalSeconds * time.TimestampFrequency);
        _until = long.MinValue + 1;
    }

    /// <summary>True while the node may serve. A pause between this check and the act it allows is what fencing tokens are for.</summary>
    public bool IsValid => _time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>How long it will be valid if it is not extended; zero if it is over.</summary>
    public TimeSpan Remaining
    {
        get
        {
            long until = Volatile.Read(ref _until);
            long now = _time.GetTimestamp();
            return until <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, until);
        }
    }

    /// <summary>A confirmation that was sent at this timestamp has succeeded.</summary>
    internal void Extend(long sent)
    {
        long until = sent + _duration;
        long seen = Volatile.Read(ref _until);
        while (seen != Revoked && seen < until)
        {
            long found = Interlocked.CompareExchange(ref _until, until, seen);
            if (found == seen) return;
            seen = found;
        }
    }

    /// <summary>Ends it for good.</summary>
    internal void Revoke() => Volatile.Write(ref _until, Revoked);
}
