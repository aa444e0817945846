namespace Actors.Remote;

/// <summary>
/// One agreed connection with one life of a peer: a control stream, one or more data streams, and one for replies (for a
/// client, one stream for all). When any of them ends, the whole session ends.
/// </summary>
internal sealed class Session
{
    /// <summary>
    /// Smallest limit on frames that a peer may ask for. No control message is larger, which is kept until it has been taken
    /// and would end each session for ever: the largest are a spawn (an argument of 8 KiB, two path segments and two message
    /// ids of 128 characters) and a refusal that names a path of 4,096.
    /// </summary>
    internal const int LeastFrameBytes = 16 * 1024;

    /// <summary>Smallest limit on tables that a peer may ask for: below it hardly a message would pass.</summary>
    internal const int LeastTableEntries = 16;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readersDone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _began;
    private readonly ILinkStream?[] _data;
    private readonly ulong[] _pulses; // under the lock: of each data stream
    private readonly Lock _lock = new();
    private readonly SecondRate _control; // under the lock: of all streams
    private readonly SecondRate _pings; // as the one above
    private int _agreed;
    private int _readers;
    private int _closed;
    private Task? _turnedAway; // under the lock
    private long _lastHeard;
    private ulong _drainedTo;
    private long _pingedAt;
    private ulong _pinged;

    /// <param name="peer">With whom.</param>
    /// <param name="id">The acceptor's choice.</param>
    /// <param name="own">This node as it presented itself.</param>
    /// <param name="incarnation">The life of the peer that was met.</param>
    /// <param name="control">The control stream, or a client's only one.</param>
    /// <param name="maxFrameBytes">What the peer takes; 0: it did not say.</param>
    /// <param name="maxTableEntries">What the peer keeps; 0: it did not say.</param>
    /// <param name="dataStreams">As agreed on.</param>
    /// <param name="hasReplyStream">As agreed on.</param>
    internal Session(Peer peer, byte[] id, NodeAddress own, ulong incarnation, ILinkStream control, uint maxFrameBytes, uint maxTableEntries, int dataStreams = 1, bool hasReplyStream = false)
    {
        Peer = peer;
        Id = id;
        Own = own;
        Incarnation = incarnation;
        Control = new SharedLinkStream(control);
        var options = peer.Node.Options;
        MaxFrameBytes = maxFrameBytes == 0 ? options.MaxFrameBytes : (int)Math.Min(maxFrameBytes, (uint)options.MaxFrameBytes);
        MaxTableEntries = maxTableEntries == 0 ? (uint)options.MaxTableEntries : Math.Min(maxTableEntries, (uint)options.MaxTableEntries);
        _control = new SecondRate(peer.Node.Time, options.MaxControlPerSecond);
        _pings = new SecondRate(peer.Node.Time, options.MaxPingsPerSecond);
        DataStreams = dataStreams;
        HasReplyStream = hasReplyStream;
        _data = new ILinkStream?[HasOneStream ? 0 : dataStreams + (hasReplyStream ? 1 : 0)];
        _pulses = new ulong[dataStreams];
        _readers = 1 + _data.Length;
        _lastHeard = _began = peer.Node.Time.GetTimestamp();
    }

    internal Peer Peer { get; }

    internal byte[] Id { get; }

    internal NodeAddress Own { get; }

    internal ulong Incarnation { get; }

    /// <summary>One side is a client.</summary>
    internal bool HasOneStream => Peer.IsClient || Peer.Node.DialsAsClient;

    /// <summary>Also written to by who replies, where replies have no stream; a client's by all.</summary>
    internal ILinkStream Control { get; }

    /// <summary>How many data streams there are.</summary>
    internal int DataStreams { get; }

    /// <summary>The one behind the data streams is for replies.</summary>
    internal bool HasReplyStream { get; }

    internal ILinkStream Replies => HasReplyStream ? _data[DataStreams]! : Control;

    /// <summary>All beside the control stream: those for messages, then the one for replies.</summary>
    internal IEnumerable<ILinkStream> BesideControl => _data.Select(static stream => stream!);

    /// <summary>A stream whose connection is dead while others may live; null: none that is known to be.</summary>
    internal ILinkStream? FindUnheard(TimeSpan time) => _data.Append(Control).FirstOrDefault(stream => stream?.IsUnheardFor(time) == true);

    internal ILinkStream Data(int index) => _data.Length == 0 ? Control : _data[index]!;

    /// <summary>Largest frame that both sides take.</summary>
    internal int MaxFrameBytes { get; }

    /// <summary>What the peer keeps of each table.</summary>
    internal uint MaxTableEntries { get; }

    /// <summary>The protocol's version that both speak in it.</summary>
    internal uint Version { get; init; } = ProtocolVersions.Spoken.Max;

    /// <summary>The digest of the messages the peer knows; 0: it did not say.</summary>
    internal ulong PeerManifest { get; init; }

    /// <summary>Largest payload that may go in chunks; 0: none may.</summary>
    internal int MaxMessageBytes { get; private init; }

    /// <summary>What the peer puts together from chunks; 0: it takes none.</summary>
    internal uint PeerMaxMessageBytes
    {
        init => MaxMessageBytes = (int)Math.Min(value, (uint)Peer.Node.Options.MaxMessageBytes);
    }

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Completes when the session has ended.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>
    /// Completes when frames may be acted on: the pumps are attached, and the readers of the session before have ended, so
    /// that nothing of it is handled after something of this one. Completes too when the session has ended.
    /// </summary>
    internal Task Readable => _readable.Task;

    /// <summary>Completes when no stream of the session is read any more.</summary>
    internal Task ReadersDone => _readersDone.Task;

    /// <summary>Whether this node has opened it.</summary>
    internal bool IsDialled { get; init; }

    /// <summary>Null until it has been agreed on.</summary>
    internal SessionPings? Pings { get; set; }

    /// <summary>Which count of the control lane it belongs to (<see cref="ControlPump.Count"/>): what it brings later is of a life that is over.</summary>
    internal int Lane { get; set; }

    /// <summary>
    /// Accepted, and the control stream's Welcome has been written: what follows may be. The dialler may have read it, and use the session,
    /// before this completes.
    /// </summary>
    internal Task Welcomed => _welcomed.Task;

    /// <summary>The pumps write to it.</summary>
    internal bool IsAttached { get; set; }

    /// <summary>What the peer said when it ended the session, once it has.</summary>
    internal string? PeerReason { get; private set; }

    /// <summary>Whether one side left in good order.</summary>
    internal bool IsParting { get; private set; }

    /// <summary>On every data stream: all messages that the peer sent before it had read this placement epoch have been handled; 0: it has not said so.</summary>
    internal ulong DrainedTo => Volatile.Read(ref _drainedTo);

    internal TimeSpan Lived => Peer.Node.Time.GetElapsedTime(_began);

    internal TimeSpan SinceHeard => Peer.Node.Time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    internal void Heard() => Volatile.Write(ref _lastHeard, Peer.Node.Time.GetTimestamp());

    /// <summary>A frame that is no message has come. False: it is one more than the peer may send within a second.</summary>
    internal bool TryCountControl()
    {
        lock (_lock) return _control.TryCount();
    }

    /// <summary>As above, for those that answer nothing and are no control messages: a peer has few to send.</summary>
    internal bool TryCountPing()
    {
        lock (_lock) return _pings.TryCount();
    }

    /// <summary>A ping came among the messages of a data stream.</summary>
    internal void OnDataPulse(int index, ulong epoch)
    {
        lock (_lock)
        {
            _pulses[index] = epoch;
            Volatile.Write(ref _drainedTo, _pulses.Min());
        }

        Peer.Node.OnDrained();
    }

    /// <summary>A ping goes out; by whoever pings.</summary>
    internal void OnPing(ulong sequence, long now)
    {
        _pingedAt = now;
        Volatile.Write(ref _pinged, sequence);
    }

    /// <summary>The answer to a ping: the last one's says how long both ways take. An older one's comes too late to.</summary>
    internal void OnPong(ulong sequence)
    {
        if (Volatile.Read(ref _pinged) == sequence) RemoteMetrics.OnPong(Peer, _pingedAt);
    }

    internal void OnWelcomed() => _welcomed.TrySetResult();

    internal void OpenReaders() => _readable.TrySetResult();

    internal void OnReaderEnded()
    {
        if (Interlocked.Decrement(ref _readers) == 0) _readersDone.TrySetResult();
    }

    /// <summary>False if that data stream is there already, or was not agreed on.</summary>
    internal bool TryAddData(uint index, ILinkStream data) => index < (uint)_data.Length && Interlocked.CompareExchange(ref _data[index], data, null) is null;

    /// <summary>
    /// The Welcome of one more stream has been written, the control stream's too. True: it was the last one, and the session may
    /// begin. Before, a write that still fails would leave a stream of it unread, for which <see cref="ReadersDone"/> would wait for ever.
    /// </summary>
    internal bool OnAgreed() => Interlocked.Increment(ref _agreed) == 1 + _data.Length;

    /// <summary>The peer leaves: what it sent before still arrives, nothing more is sent to it.</summary>
    internal void OnGoodbye(string detail)
    {
        PeerReason = $"the peer said goodbye: {PeerText.Of(detail)}";
        IsParting = true;
        Peer.OnGoodbye(this);
    }

    /// <summary>The peer has refused something and ends the session.</summary>
    internal void OnReject(Proto.RejectReason reason, string detail)
    {
        PeerReason = $"refused by the peer: {reason}: {PeerText.Of(detail)}";
        Peer.Node.OnRefusedByPeer(Peer.Endpoint, reason, detail);
        Close(PeerReason);
    }

    /// <summary>Ends all streams at once. Idempotent, thread-safe.</summary>
    internal void Close(string reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        try
        {
            Peer.OnSessionEnded(this, reason);
        }
        finally
        {
            Control.Abort(reason);
            foreach (var data in _data) data?.Abort(reason);
            Complete();
        }
    }

    /// <summary>
    /// Ends all streams so that the peer can read what has been written; in bounded time, which is the transport's. An
    /// abort could overtake it.
    /// </summary>
    internal async Task PartAsync(string reason)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        IsParting = true;
        try
        {
            Peer.OnSessionEnded(this, reason);
        }
        finally
        {
            await EndStreamsAsync().ConfigureAwait(false);
        }
    }

    private async Task EndStreamsAsync()
    {
        OpenReaders(); // who waits for its turn with something read would keep its stream from ending
        try
        {
            await Task.WhenAll(_data.Append(Control).Select(static stream => stream?.DisposeAsync().AsTask() ?? Task.CompletedTask)).ConfigureAwait(false);
        }
        finally
        {
            Complete();
        }
    }

    /// <summary>
    /// This node leaves, and the session has not begun here: it ends with a goodbye, for the peer may think that it has. In bounded
    /// time. Idempotent, thread-safe.
    /// </summary>
    internal Task TurnAwayAsync()
    {
        lock (_lock) return _turnedAway ??= TurnAwayOnceAsync();
    }

    private async Task TurnAwayOnceAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not under the lock
        const string why = "this node shuts down";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), Peer.Node.Time);
        try
        {
            await new HandshakeStream(Control).WriteAsync(new Proto.Frame { Goodbye = new Proto.Goodbye { Detail = RemoteNode.ShutsDown } }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is LinkException or OperationCanceledException)
        {
            Close(why);
            return;
        }

        await PartAsync(why).ConfigureAwait(false);
    }

    /// <summary>Tells the peer why, then ends the session.</summary>
    internal void Refuse(Proto.RejectReason reason, string detail)
    {
        detail = PeerText.Of(detail); // it may quote what the peer sent
        Peer.Node.OnRefusing(Peer.Endpoint, reason, detail);
        var frame = new Proto.Frame { Reject = new Proto.Reject { Reason = reason, Detail = detail } };
        Peer.Control.Send(this, frame, () => _ = PartAsync($"refused: {detail}"));
    }

    private void Complete()
    {
        _readable.TrySetResult();
        _ended.TrySetResult();
    }
}
