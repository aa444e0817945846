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

    /// <summary>Takes the oldest item that <paramref name="isWanted"/> holds for; the others stay. One that is taken by another meanwhile is passed over.</summary>
    /// <remarks>The condition is the user's code, so it runs without the lock.</remarks>
    internal bool TryTake(Func<TItem, bool> isWanted, out TItem taken)
    {
        for (var node = After(null); node is not null; node = After(node))
        {
            if (!isWanted(node.Value)) continue;
            lock (_lock)
            {
                if (node.List is null) continue;
                _items.Remove(node);
            }

            taken = node.Value;
            return true;
        }

        taken = default!;
        return false;
    }

    /// <summary>The first one, too, after one that is gone.</summary>
    private LinkedListNode<TItem>? After(LinkedListNode<TItem>? node)
    {
        lock (_lock) return node?.List is null ? _items.First : node.Next;
    }

    internal TItem[] ToArray()
    {
        lock (_lock) return [.. _items];
    }
}
