using Actors.Remote;

namespace Actors.Cluster;

/// <content>Messages that wait for an owner: a bounded queue for each shard, looked through at each change and every so often.</content>
internal sealed partial class VirtualActors
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a placement epoch that a sender named is believed in while the store does not show it: it may be made up.</summary>
    private static readonly TimeSpan EpochWait = TimeSpan.FromSeconds(2);

    private bool _disposed;

    /// <summary>What waits goes to the dead letters, as does what comes later and would wait.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _disposed, true);
        _sweeper.Dispose();
        foreach (var shard in _shards)
        {
            List<Refusal> left;
            lock (shard)
            {
                left = [.. shard.Waiting.Select(waiting => RefusalOf(waiting, DeadLetterReason.ShuttingDown))];
                shard.Waiting.Clear();
                shard.CountWaiting(_options.MaxWaitingPerShard);
                Interlocked.Add(ref _waiting, -left.Count);
            }

            left.ForEach(Publish);
        }
    }

    /// <summary>Null if the message waits now, else why it can't. Under the shard's lock.</summary>
    private DeadLetterReason? TryWait(ShardState shard, in WaitingMessage message, RoomPatience patience, out Task? room)
    {
        room = null;
        if (Volatile.Read(ref _disposed)) return DeadLetterReason.ShuttingDown;
        if (shard.Waiting.Count >= _options.MaxWaitingPerShard)
        {
            if (patience == RoomPatience.Limited && shard.Waiting.Count > 0) room = shard.WaitForRoomAsync();
            return DeadLetterReason.NoOwner;
        }

        shard.Waiting.Enqueue(message);
        shard.CountWaiting(_options.MaxWaitingPerShard);
        Interlocked.Increment(ref _waiting);
        return null;
    }

    /// <summary>Sends what has waited, in order, for as long as it goes. Under the shard's lock; what it returns is to be published after it.</summary>
    private List<Refusal>? SendWaiting(ShardState shard)
    {
        List<Refusal>? all = null;
        while (shard.Waiting.TryPeek(out var waiting))
        {
            Refusal? refused;
            DeadLetterReason? reason = null;
            var waited = System.Time.GetElapsedTime(waiting.Since);
            if (waited > _options.MaxWait)
            {
                refused = RefusalOf(waiting, DeadLetterReason.NoOwner);
            }
            else if (!TryPost(shard, waiting.Target, waiting.Message, waiting.Sender, RoomPatience.Unlimited, out refused, out _, default)
                && !TrySendAway(waiting.Target, waiting.Message, waiting.Sender, waited > EpochWait ? waiting.Stamp with { Epoch = 0 } : waiting.Stamp, out reason))
            {
                break;
            }

            if (reason is { } why) refused = RefusalOf(waiting, why);
            if (refused is not null) (all ??= []).Add(refused);
            shard.Waiting.Dequeue();
            Interlocked.Decrement(ref _waiting);
        }

        shard.CountWaiting(_options.MaxWaitingPerShard);
        return all;
    }

    private Refusal RefusalOf(in WaitingMessage waiting, DeadLetterReason reason) => new(System, waiting.Target.Path, waiting.Message, waiting.Sender, reason);

    private void OnSweep()
    {
        foreach (var (cell, gate) in _frozen)
        {
            if (gate.IsOpen || cell.State == CellState.Stopped) Thaw(cell);
        }

        if (Volatile.Read(ref _waiting) == 0) return;
        foreach (var shard in _shards)
        {
            if (!shard.HasWaiting) continue;
            List<Refusal>? refused;
            lock (shard) refused = SendWaiting(shard);
            refused?.ForEach(Publish);
        }
    }
}
