using Actors.Remote;

namespace Actors.Cluster;

/// <summary>One shard as this node serves it, or waits for somebody to. Everything under the lock on the object.</summary>
internal sealed class ShardState(int number)
{
    private int _waitingCount;
    private TaskCompletionSource? _room;

    internal int Number => number;

    /// <summary>The actors that run here; all stand behind <see cref="Gate"/>.</summary>
    internal HashSet<Cell> Active { get; } = [];

    /// <summary>Messages that came while nobody could serve the shard, oldest first.</summary>
    internal Queue<WaitingMessage> Waiting { get; } = new();

    /// <summary>The gate of the current ownership; a new owner's token means a new gate.</summary>
    internal VirtualGate? Gate { get; set; }

    /// <summary>Any thread: true if later messages must wait behind earlier ones.</summary>
    internal bool HasWaiting => Volatile.Read(ref _waitingCount) > 0;

    /// <summary>Completes once half of the queue is free.</summary>
    internal Task WaitForRoomAsync() => (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void CountWaiting(int limit)
    {
        Volatile.Write(ref _waitingCount, Waiting.Count);
        if (_room is not { } room || Waiting.Count > limit / 2) return;
        _room = null;
        room.SetResult();
    }
}

/// <summary>A message that waits for its shard's owner.</summary>
internal readonly record struct WaitingMessage(VirtualTarget Target, object Message, ActorRef? Sender, RouteStamp Stamp, long Since);
