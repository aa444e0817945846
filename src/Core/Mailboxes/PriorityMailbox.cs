namespace Actors;

/// <summary>Smallest key first, equal keys in the order they came.</summary>
/// <remarks>A tree rather than a heap, since both ends are taken from: the next one, and the one to give up.</remarks>
internal sealed class PriorityMailbox<T, TKey>(Func<T, TKey> key, IComparer<TKey> comparer) : IMailbox<T>
{
    private readonly SortedSet<Entry> _waiting = new(new ByKeyThenAge(comparer));
    private long _added;

    public int Count => _waiting.Count;

    public void Add(in Envelope<T> envelope)
    {
        _waiting.Add(new Entry(envelope, key(envelope.Message), _added));
        _added++;
    }

    public bool TryTake(out Envelope<T> envelope) => TryRemove(_waiting.Min, out envelope);

    /// <summary>Of the least urgent ones the oldest: the first that is not before the last one's key.</summary>
    public bool TryDrop(out Envelope<T> envelope)
    {
        if (_waiting.Max is not { } last) return TryRemove(null, out envelope);
        var oldest = _waiting.GetViewBetween(last with { Number = long.MinValue }, last).Min;
        return TryRemove(oldest, out envelope);
    }

    private bool TryRemove(Entry? entry, out Envelope<T> envelope)
    {
        envelope = entry is null ? default : entry.Envelope;
        return entry is not null && _waiting.Remove(entry);
    }

    private sealed record Entry(Envelope<T> Envelope, TKey Key, long Number);

    private sealed class ByKeyThenAge(IComparer<TKey> comparer) : IComparer<Entry>
    {
        public int Compare(Entry? x, Entry? y)
        {
            int byKey = comparer.Compare(x!.Key, y!.Key);
            return byKey != 0 ? byKey : x.Number.CompareTo(y.Number);
        }
    }
}
