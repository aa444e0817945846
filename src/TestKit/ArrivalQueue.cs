namespace Actors.TestKit;

/// <summary>What has come and has not been looked at, and a task for the next arrival. Thread-safe.</summary>
internal sealed class ArrivalQueue<TItem>
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TItem> _items = [];
    private TaskCompletionSource? _next;

    internal int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    internal void Add(TItem item)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _items.AddLast(item);
            (waiting, _next) = (_next, null);
        }

        waiting?.TrySetResult();
    }

    /// <summary>Ends with the next arrival after this call.</summary>
    internal Task NextArrival()
    {
        lock (_lock) return (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Takes the oldest item that <paramref name="isWanted"/> holds for; the others stay.</summary>
    internal bool TryTake(Func<TItem, bool> isWanted, out TItem taken)
    {
        lock (_lock)
        {
            for (var node = _items.First; node is not null; node = node.Next)
            {
                if (!isWanted(node.Value)) continue;
                taken = node.Value;
                _items.Remove(node);
                return true;
            }
        }

        taken = default!;
        return false;
    }

    internal TItem[] ToArray()
    {
        lock (_lock) return [.. _items];
    }
}
