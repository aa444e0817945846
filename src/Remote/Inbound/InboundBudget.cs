namespace Actors.Remote;

/// <summary>
/// What all peers together may have told this node's actors that is not handled yet. Half of it stops the reading of
/// whoever has more than its share; the other half is for streams that bring replies which actors here wait for and which a third
/// node sends, as messages: those of the node that was asked come on the control stream. Thread-safe.
/// </summary>
internal sealed class InboundBudget(RemoteNode node)
{
    private readonly long _limit = node.Options.InboundLimitBytes;
    private long _held;
    private int _streams;

    /// <summary>Bytes that one stream may bring between two looks at the mailboxes.</summary>
    internal int CheckBytes { get; } = (int)Math.Clamp(node.Options.InboundLimitBytes / 64, 1024, 256 * 1024);

    /// <summary>Bytes told and not handled, as last looked at.</summary>
    internal long Held => Volatile.Read(ref _held);

    internal void Open() => Interlocked.Increment(ref _streams);

    internal void Close(long held)
    {
        Interlocked.Decrement(ref _streams);
        Change(-held);
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
