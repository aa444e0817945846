namespace Actors.Remote;

/// <summary>
/// What all peers together may have told this node's actors that is not handled yet. Half of it stops the reading of
/// whoever has more than its share; the other half is for streams that bring replies which actors here wait for and which a third
/// node sends, as messages: those of the node that was asked come on the control stream. Thread-safe.
/// </summary>
internal sealed class InboundBudget(RemoteNode node)
{
    private readonly long _limit = node.Options.InboundLimitBytes;
    private readonly Lock _lock = new();
    private readonly Dictionary<ActorPath, ActorLoad> _ended = []; // under the lock: what streams that have ended brought, and waits still
    private long _endedHeld;                                       // under the lock
    private int _endedStreams;                                     // under the lock; any thread reads
    private long _held;
    private int _streams; // those that have ended too, as long as anything of theirs waits: to connect again brings no share anew

    /// <summary>Bytes that one stream may bring between two looks at the mailboxes.</summary>
    internal int CheckBytes { get; } = (int)Math.Clamp(node.Options.InboundLimitBytes / 64, 1024, 256 * 1024);

    /// <summary>Bytes told and not handled, as last looked at.</summary>
    internal long Held => Volatile.Read(ref _held);

    internal void Open() => Interlocked.Increment(ref _streams);

    /// <summary>True while something waits that streams have brought that have ended.</summary>
    internal bool HasEnded => Volatile.Read(ref _endedStreams) > 0;

    /// <summary>The stream has ended; what it brought counts until it has been handled.</summary>
    internal void Close(IReadOnlyCollection<ActorLoad> loads, long held)
    {
        lock (_lock)
        {
            foreach (var load in loads)
            {
                if (!_ended.TryAdd(load.Path, load)) _ended[load.Path].Merge(load);
            }

            _endedHeld += held;
            _endedStreams++;
        }

        LookAtEnded();
    }

    /// <summary>Whenever a stream looks at what it has brought itself.</summary>
    internal void LookAtEnded()
    {
        if (!HasEnded) return;
        lock (_lock)
        {
            long held = 0;
            foreach (var load in _ended.Values)
            {
                long waits = load.Look();
                held += waits;
                if (waits == 0) _ended.Remove(load.Path); // does not disturb the enumeration
            }

            Change(held - _endedHeld);
            _endedHeld = held;
            if (_ended.Count > 0) return;
            Interlocked.Add(ref _streams, -_endedStreams);
            Volatile.Write(ref _endedStreams, 0);
        }
    }

    internal void Change(long by) => Interlocked.Add(ref _held, by);

    /// <summary>True if a stream that has brought <paramref name="held"/> of it must not be read now.</summary>
    internal bool IsOver(long held)
    {
        long limit = node.System.Asks.Count > 0 ? _limit : _limit / 2;
        return Held > limit && held > limit / Math.Max(1, Volatile.Read(ref _streams));
    }

    /// <summary>True if a stream that was stopped may be read again.</summary>
    internal bool HasRoom(long held) => !IsOver(held * 2) || held == 0;
}
