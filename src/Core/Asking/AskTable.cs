using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Actors;

/// <summary>Asks that have left the process, by number. An ask that ends takes itself out, so the table is bounded by the asks that wait. Thread-safe.</summary>
internal sealed class AskTable
{
    private readonly ConcurrentDictionary<ulong, ActorRef> _asks = new();
    private ulong _last;

    internal int Count => _asks.Count;

    /// <summary>Every ask that waits; those that begin or end meanwhile may be missing.</summary>
    internal IEnumerable<ActorRef> Pending => _asks.Values;

    internal ulong NextNumber() => Interlocked.Increment(ref _last);

    internal void Add(ulong number, ActorRef ask) => _asks[number] = ask;

    internal void Remove(ulong number) => _asks.TryRemove(number, out _);

    internal bool TryFind(ulong number, [MaybeNullWhen(false)] out ActorRef ask) => _asks.TryGetValue(number, out ask);

    internal bool TryTake(ulong number, [MaybeNullWhen(false)] out ActorRef ask) => _asks.TryRemove(number, out ask);
}
