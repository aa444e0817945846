namespace Actors.Remote;

/// <content>The bound on what waits, and those who wait for room.</content>
internal sealed partial class OutboundPump
{
    private const int MaxCheckInterval = 64;

    private readonly RemoteOptions _options;
    private readonly int _checkEvery;
    private bool _full;           // any thread reads
    private TaskCompletionSource? _room;

    /// <summary>Completes at once while there is room. Any thread.</summary>
    internal ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        return Volatile.Read(ref _full) ? new ValueTask(WaitAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _full))
        {
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var room = Interlocked.CompareExchange(ref _room, made, null) ?? made;
            CheckRoom();
            // The pump, or another waiter, may have made room before it could see the source.
            if (!Volatile.Read(ref _full)) Interlocked.Exchange(ref _room, null)?.TrySetResult();
            await room.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Add(in OutboundItem item)
    {
        if (item.Weight > 0) ChangeHeavy(item.Weight);
        Enqueue(item);
        if (RemoteMetrics.TimesQueues) BeginSample();
        if (item.Weight == 0)
        {
            if (Queue.Claimed % _checkEvery != 0) return;
            Sample(item);
        }

        if (Volatile.Read(ref _full) || !IsOver(halves: 2)) return;
        Volatile.Write(ref _full, true);
        Wake(); // the pump may have drained the queue before it could see the mark, and must take it away again
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
        if (Volatile.Read(ref _full) && IsOver(halves: 4)) Drop(item, DeadLetterReason.OutboundFull);
        else Add(item);
    }

    /// <summary>What the pump of the replies cannot send. Any thread.</summary>
    internal void TakeOver(in OutboundItem item)
    {
        if (item.Kind == OutboundKind.Flush) Enqueue(item);
        else Add(item);
    }

    private bool IsOver(int halves)
    {
        long waiting = Waiting;
        return waiting * 2 > (long)_options.OutboundLimitMessages * halves || ((waiting * MeanBytes) + HeavyBytes) * 2 > _options.OutboundLimitBytes * halves;
    }

    /// <summary>Lets tellers go on once half of the bound is free.</summary>
    private protected override void CheckRoom()
    {
        if (!Volatile.Read(ref _full) || IsOver(halves: 1)) return;
        Volatile.Write(ref _full, false);
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }
}
