namespace Actors.Remote;

/// <content>
/// Messages that are larger than a chunk: held back, and sent piece by piece before each batch of small ones. What is for
/// the same actor stays behind them, in order; what is for others overtakes.
/// </content>
internal abstract partial class DataPump
{
    private readonly List<LargeOutbound> _large = []; // in the order they were told; the first few are under way
    private uint _lastLargeId;
    private int _turn;
    private long _largeBytes;

    private bool HasLargeRoom => _largeBytes <= _options.OutboundLimitBytes / 2 / _options.DataStreams;

    /// <summary>The payload is complete in the buffer, and too long to go at once. Path and era: where the item waited; null: it did not.</summary>
    private void HoldBack(in OutboundItem item, ReadOnlySpan<byte> payload, int limit, HeldPath? path, HeldEra? era)
    {
        if (payload.Length > limit) throw new FrameTooLargeException(payload.Length, limit, nameof(RemoteOptions.MaxMessageBytes));
        var weighed = item;
        weighed.Weight = payload.Length;
        if (item.Weight == 0) SizeOf(item).Saw(payload.Length, 0); // nobody has looked at it: the next one is looked at
        if (HasLargeRoom || path is null) ChangeHeavy(weighed.Weight - item.Weight);
        if (!HasLargeRoom)
        {
            if (path is null) PutBehindOthers(weighed);
            else path.WantsRoom = true;
            return;
        }

        path ??= PathOf(item);
        era ??= _era;
        path.IsSending = true;
        _large.Add(new LargeOutbound(++_lastLargeId == 0 ? ++_lastLargeId : _lastLargeId, weighed, payload, path, era));
        _largeBytes += payload.Length;
        Hold(era);
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
            if (!TryEncodeEnvelope(session, large)) return false;
            _large.RemoveAt(i--);
            _largeBytes -= large.Length;
            Unhold(large.Era);
            large.Dispose();
            Free(large.Path);
        }

        return EncodeFollowers(session);
    }

    private bool TryEncodeEnvelope(Session session, LargeOutbound large)
    {
        if (!_tables.HasRoom(session.MaxTableEntries)) return false;
        var item = large.Item;
        int before = _batch.FrameBytes;
        bool open = false, clean = IsClean;
        try
        {
            _batch.BeginEnvelope(HeaderOf(item, CodecOf(item.Message!.GetType())) with { Large = large.Id }, item.Trace);
            open = true;
            if (_batch.FrameBytes > session.MaxFrameBytes) throw new FrameTooLargeException(_batch.FrameBytes, session.MaxFrameBytes);
            int bytes = _batch.FrameBytes - before;
            _batch.EndEnvelope();
            _inFlight.Add(item);
            OnHeavyEncoded(item, bytes);
        }
        catch (FrameTooLargeException error)
        {
            if (open) _batch.AbortEnvelope();
            if (!clean)
            {
                TakeBackBeyond(session, before);
                return false; // definitions of long paths have filled the batch
            }

            DropTooLarge(item, error, 0);
        }

        return true;
    }

    /// <summary>The stream is over: what was under way is lost, the rest waits for the next one, before all else.</summary>
    private protected void AbandonLarge()
    {
        if (!HoldsBack) return;
        var rest = new Queue<OutboundItem>();
        foreach (var large in _large)
        {
            if (large.Sent > 0) DropWaiting(large.Item, DeadLetterReason.LinkLost);
            else PutBack(rest, large.Item);
            large.Dispose();
        }

        TakeHeld(rest);
        foreach (var item in Aside ?? []) rest.Enqueue(item);
        _large.Clear();
        _turn = 0;
        _largeBytes = 0;
        SetAside(rest);
    }

    /// <summary>Whoever asks hears both sizes; whoever tells, or replies, finds them in the log.</summary>
    private void DropTooLarge(in OutboundItem item, FrameTooLargeException error, int limit)
    {
        if (limit > 0) error = new FrameTooLargeException(error.Bytes, limit, nameof(RemoteOptions.MaxMessageBytes)); // the buffer may have ended first
        string message = item.Message?.GetType().Name ?? "";
        if (Peer.Node.IsNews($"too large {message} {Peer.Endpoint}", Peer.Endpoint)) RemoteLog.TooLarge(Peer.Node.Log, message, Peer.Endpoint, error.Message);
        var rest = item;
        if (item.Sender is IAskRef ask)
        {
            ask.Fail(error);
            if (ask is IRemoteAskRef) rest.Sender = null; // one answer is enough
        }

        DropWaiting(rest, DeadLetterReason.TooLarge);
        if (item.Kind == OutboundKind.Reply) Peer.Outbound.Fail(item.Number, error, item.Incarnation);
    }
}
