using System.Runtime.InteropServices;

namespace Actors.Remote;

/// <content>
/// Messages that are larger than a chunk: held back, and sent piece by piece before each batch of small ones. What is for
/// the same actor stays behind them, in order; what is for others overtakes.
/// </content>
internal abstract partial class DataPump
{
    private readonly List<LargeOutbound> _large = [];                 // in the order they were told; the first few are under way
    private readonly Dictionary<ActorPath, int> _heldPaths = [];      // of the large ones and of those behind them
    private Queue<OutboundItem> _behind = new();
    private uint _lastLargeId;
    private int _turn;
    private bool _lookBehind;
    private int _heldCount;   // any thread reads
    private long _largeBytes; // any thread reads

    /// <summary>Bytes of what is held back. Any thread.</summary>
    private protected long LargeBytes => Volatile.Read(ref _largeBytes);

    private bool HoldsBack => _large.Count > 0 || _behind.Count > 0;

    /// <summary>The payload is complete in the buffer, and too long to go at once.</summary>
    private void HoldBack(in OutboundItem item, ReadOnlySpan<byte> payload, int limit)
    {
        if (payload.Length > limit) throw new FrameTooLargeException(payload.Length, limit, nameof(RemoteOptions.MaxMessageBytes));
        _large.Add(new LargeOutbound(++_lastLargeId == 0 ? ++_lastLargeId : _lastLargeId, item, payload));
        Volatile.Write(ref _largeBytes, _largeBytes + payload.Length);
        Hold(item);
    }

    /// <summary>True if the item may not be encoded now; deferred if it has been put behind, so that others may go on.</summary>
    private bool MustStayBehind(in OutboundItem item, out bool deferred)
    {
        deferred = false;
        if (item.Kind is OutboundKind.Flush or OutboundKind.Pulse) return true; // after all that was told before
        if (_largeBytes > _options.OutboundLimitBytes / 2) return true;         // no more of them before some have gone
        if (item.Kind != OutboundKind.Tell || !_heldPaths.ContainsKey(item.Target!.Path)) return false;
        _behind.Enqueue(item);
        Hold(item);
        return deferred = true;
    }

    private void WriteChunk(Session session)
    {
        int under = Math.Min(_large.Count, LargePayloads.MaxAtOnce);
        int most = Math.Min(_options.ChunkBytes, session.MaxFrameBytes - ChunkView.OverheadBytes);
        for (int i = 0; i < under; i++)
        {
            var large = _large[(_turn + i) % under];
            if (large.IsSent) continue;
            ChunkView.Write(Buffer, large.Id, large.Length, large.Next(most));
            _turn = (_turn + i + 1) % under;
            return;
        }
    }

    /// <summary>What has been sent in full gets its envelope, and what was behind it may go. False if the batch is full.</summary>
    private bool EncodeHeldBack(Session session)
    {
        for (int i = 0; i < Math.Min(_large.Count, LargePayloads.MaxAtOnce); i++)
        {
            var large = _large[i];
            if (!large.IsSent) continue;
            if (!_tables.HasRoom(session.MaxTableEntries)) return false;
            var item = large.Item;
            try
            {
                _batch.BeginEnvelope(HeaderOf(item, CodecOf(item.Message!.GetType())) with { Large = large.Id });
            }
            catch (FrameTooLargeException)
            {
                return false; // definitions of long paths have filled the batch
            }

            _batch.EndEnvelope();
            _inFlight.Add(item);
            _large.RemoveAt(i--);
            Release(large);
            _lookBehind = true;
        }

        return !_lookBehind || EncodeBehind(session);
    }

    private bool EncodeBehind(Session session)
    {
        bool isFull = false;
        for (int left = _behind.Count; left > 0; left--)
        {
            var item = _behind.Dequeue();
            isFull |= _batch.FrameBytes >= _options.BatchBytes;
            if (isFull || IsLarge(item.Target!.Path) || !TryEncodeNow(session, item, alone: _batch.Envelopes == 0))
            {
                isFull |= !IsLarge(item.Target!.Path);
                _behind.Enqueue(item); // all go round once, so the order stays
                continue;
            }

            Unhold(item);
        }

        _lookBehind = isFull;
        return !isFull;
    }

    private bool IsLarge(ActorPath path)
    {
        foreach (var large in CollectionsMarshal.AsSpan(_large))
        {
            if (large.Item.Kind == OutboundKind.Tell && large.Item.Target!.Path.Equals(path)) return true;
        }

        return false;
    }

    /// <summary>The stream is over: what was under way is lost, the rest waits for the next one, before all else.</summary>
    private protected void AbandonLarge()
    {
        if (!HoldsBack) return;
        var rest = new Queue<OutboundItem>();
        foreach (var large in _large)
        {
            if (large.Sent > 0) Drop(large.Item, DeadLetterReason.LinkLost);
            else rest.Enqueue(large.Item);
            large.Dispose();
        }

        foreach (var item in _behind) rest.Enqueue(item);
        foreach (var item in Aside ?? []) rest.Enqueue(item);
        _large.Clear();
        _behind = new Queue<OutboundItem>();
        _heldPaths.Clear();
        _turn = 0;
        _lookBehind = false;
        Volatile.Write(ref _heldCount, 0);
        Volatile.Write(ref _largeBytes, 0);
        SetAside(rest);
    }

    private void Release(LargeOutbound large)
    {
        Volatile.Write(ref _largeBytes, _largeBytes - large.Length);
        Unhold(large.Item);
        large.Dispose();
    }

    private void Hold(in OutboundItem item)
    {
        Volatile.Write(ref _heldCount, _heldCount + 1);
        if (item.Kind == OutboundKind.Tell) CollectionsMarshal.GetValueRefOrAddDefault(_heldPaths, item.Target!.Path, out _)++;
    }

    private void Unhold(in OutboundItem item)
    {
        Volatile.Write(ref _heldCount, _heldCount - 1);
        if (item.Kind == OutboundKind.Tell && --CollectionsMarshal.GetValueRefOrNullRef(_heldPaths, item.Target!.Path) == 0) _heldPaths.Remove(item.Target!.Path);
    }

    /// <summary>Whoever asks hears both sizes; whoever tells finds them in the log.</summary>
    private void OnTooLarge(in OutboundItem item, FrameTooLargeException error, int limit)
    {
        if (limit > 0) error = new FrameTooLargeException(error.Bytes, limit, nameof(RemoteOptions.MaxMessageBytes)); // the buffer may have ended first
        if (item.Sender is IAskRef ask and not IRemoteAskRef) ask.Fail(error);
        string message = item.Message?.GetType().Name ?? "";
        if (Peer.Node.Quiet.IsNews($"too large {message} {Peer.Endpoint}")) RemoteLog.TooLarge(Peer.Node.Log, message, Peer.Endpoint, error.Message);
    }
}
