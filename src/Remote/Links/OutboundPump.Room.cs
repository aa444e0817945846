namespace Actors.Remote;

/// <content>
/// The bound on what waits, and those who wait for room. With several data streams each has its share: what is for a slow
/// one fills its own and nobody else's. Marks and waiters are kept by lane, because lanes stay when sessions come and go.
/// </content>
internal sealed partial class OutboundPump
{
    private const int MaxCheckInterval = 64;

    private readonly RemoteOptions _options;
    private readonly int _lanes;
    private readonly int _checkEvery;
    private readonly long[]? _told;                  // any thread; by lane; null: there is one
    private readonly TaskCompletionSource?[] _rooms; // any thread; by lane
    private uint _full;                              // any thread; a bit for each lane

    /// <summary>Completes at once while there is room. Any thread.</summary>
    internal ValueTask WaitForRoomAsync(RemoteTarget target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        return IsFull(target.Lane) ? new ValueTask(WaitAsync(target.Lane, cancellationToken)) : ValueTask.CompletedTask;
    }

    private bool IsFull(int lane) => (Volatile.Read(ref _full) & (1u << lane)) != 0;

    private bool IsAnyFull => Volatile.Read(ref _full) != 0;

    private async Task WaitAsync(int lane, CancellationToken cancellationToken)
    {
        while (IsFull(lane))
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var room = Interlocked.CompareExchange(ref _rooms[lane], made, null) ?? made;
            CheckRoom();
            // A pump, or another waiter, may have made room before it could see the source.
            if (!IsFull(lane)) Interlocked.Exchange(ref _rooms[lane], null)?.TrySetResult();
            await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Add(in OutboundItem item)
    {
        int lane = item.Lane;
        long told = _told is null ? 0 : Interlocked.Increment(ref _told[lane]);
        if (item.Weight > 0) ChangeHeavy(item.Weight);
        if (RemoteMetrics.TimesQueues) BeginSample();
        Enqueue(item);
        if (item.Weight == 0)
        {
            if ((_told is null ? Queue.Claimed : told) % _checkEvery != 0) return;
            Sample(item);
        }

        if (IsFull(lane) || !IsOver(lane, halves: 2)) return;
        Interlocked.Or(ref _full, 1u << lane);
        Wake(); // the pump may have drained the queue before it could see the mark, and must take it away again
        foreach (var stream in Volatile.Read(ref _streams)) stream.Wake(); // they too
    }

    /// <summary>Replies to a client may go as far again beyond the bound, so that a flood of tells does not end the asks at once.</summary>
    private void Answer(OutboundItem item)
    {
        if (_replies is not null)
        {
            _replies.Add(item);
            return;
        }

        if (item.Kind == OutboundKind.Reply) item.Weight = WeightOfReply(item.Message!);
        if (IsFull(item.Lane) && IsOver(item.Lane, halves: 4)) Drop(item, DeadLetterReason.OutboundFull);
        else Add(item);
    }

    private bool IsOver(int lane, int halves)
    {
        int spread = Volatile.Read(ref _spread);
        if (spread == 1)
        {
            long waiting = Waiting;
            return IsOver(waiting, (waiting * MeanBytes) + AllHeavyBytes, halves);
        }

        long allMessages = 0, allBytes = HeavyBytes;
        for (int i = 0; i < spread; i++)
        {
            var stream = _streams[i];
            long messages = stream.Waiting;
            for (int mine = i; mine < _lanes; mine += spread) messages += Volatile.Read(ref _told![mine]) - Volatile.Read(ref TakenOfLane![mine]);
            long bytes = stream.BytesOf(messages);
            if (i == lane % spread && IsOver(messages * spread, bytes * spread, halves)) return true;
            allMessages += messages;
            allBytes += bytes;
        }

        return IsOver(allMessages, allBytes, Math.Max(halves, 2)); // what waited while there was no session may all be for one
    }

    private long AllHeavyBytes
    {
        get
        {
            long bytes = HeavyBytes;
            foreach (var stream in Volatile.Read(ref _streams)) bytes += stream.HeavyBytes;
            return bytes;
        }
    }

    private bool IsOver(long messages, long bytes, int halves) =>
        messages * 2 > (long)_options.OutboundLimitMessages * halves || bytes * 2 > _options.OutboundLimitBytes * halves;

    /// <summary>Lets tellers go on once half of the bound is free. Any thread.</summary>
    internal override void CheckRoom()
    {
        if (!IsAnyFull) return;
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (!IsFull(lane) || IsOver(lane, halves: 1)) continue;
            Interlocked.And(ref _full, ~(1u << lane));
            Interlocked.Exchange(ref _rooms[lane], null)?.TrySetResult();
        }
    }
}
