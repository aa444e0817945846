namespace Actors.Remote;

/// <summary>
/// One agreed connection with one life of a peer: a control stream and a data stream (for a client, one stream for
/// both). When either ends, the whole session ends.
/// </summary>
internal sealed class Session
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILinkStream? _data;
    private int _closed;
    private long _lastHeard;

    internal Session(Peer peer, byte[] id, ulong incarnation, ILinkStream control, int maxFrameBytes, int maxTableEntries)
    {
        Peer = peer;
        Id = id;
        Incarnation = incarnation;
        Control = control;
        MaxFrameBytes = maxFrameBytes <= 0 ? peer.Node.Options.MaxFrameBytes : Math.Min(maxFrameBytes, peer.Node.Options.MaxFrameBytes);
        MaxTableEntries = maxTableEntries <= 0 ? (uint)peer.Node.Options.MaxTableEntries : (uint)Math.Min(maxTableEntries, peer.Node.Options.MaxTableEntries);
        _lastHeard = peer.Node.Time.GetTimestamp();
    }

    internal Peer Peer { get; }

    internal byte[] Id { get; }

    /// <summary>The life of the peer that was met.</summary>
    internal ulong Incarnation { get; }

    internal ILinkStream Control { get; }

    internal ILinkStream Data => _data ?? Control;

    /// <summary>Largest frame that both sides take.</summary>
    internal int MaxFrameBytes { get; }

    /// <summary>What the peer keeps of each table.</summary>
    internal uint MaxTableEntries { get; }

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Completes when the session has ended, with the reason.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>The pumps write to it: what the control lane counts belongs to it.</summary>
    internal bool IsAttached { get; set; }

    internal string EndReason { get; private set; } = "";

    internal TimeSpan SinceHeard => Peer.Node.Time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    internal void Heard() => Volatile.Write(ref _lastHeard, Peer.Node.Time.GetTimestamp());

    /// <summary>False if there is a data stream already.</summary>
    internal bool TryAddData(ILinkStream data) => Interlocked.CompareExchange(ref _data, data, null) is null;

    /// <summary>Ends both streams at once. Idempotent, thread-safe.</summary>
    internal void Close(string reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        EndReason = reason;
        Peer.OnSessionEnded(this, reason);
        Control.Abort(reason);
        _data?.Abort(reason);
        _ended.TrySetResult();
    }

    /// <summary>Tells the peer why, then ends the session.</summary>
    internal void Refuse(Proto.RejectReason reason, string detail)
    {
        Peer.Node.Counters.Refused(reason);
        RemoteLog.Refusing(Peer.Node.Log, Peer.Endpoint, reason, detail);
        var frame = new Proto.Frame { Reject = new Proto.Reject { Reason = reason, Detail = detail } };
        Peer.Control.Send(frame, () => Close($"refused: {detail}"));
    }
}
