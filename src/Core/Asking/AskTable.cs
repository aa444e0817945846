using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Actors;

/// <summary>Asks that have left the process, by number. An ask that ends takes itself out, so the table is bounded by the asks that wait. Thread-safe.</summary>
internal sealed class AskTable
{
    private readonly ConcurrentDictionary<ulong, ActorRef> _asks = new();
    private ulong _last;
    private uint _whiten;       // no key: numbers as they come
    private uint _multiply = 1; // odd

    internal int Count => _asks.Count;

    /// <summary>Every ask that waits; those that begin or end meanwhile may be missing.</summary>
    internal IEnumerable<ActorRef> Pending => _asks.Values;

    /// <summary>
    /// From here on numbers follow each other in an order that only who has the key knows: whoever is asked sees some
    /// numbers and should not be able to name another's. Before the first ask that leaves the process.
    /// </summary>
    internal void Scramble(ReadOnlySpan<byte> key)
    {
        _whiten = BinaryPrimitives.ReadUInt32LittleEndian(key);
        _multiply = BinaryPrimitives.ReadUInt32LittleEndian(key[4..]) | 1;
    }

    /// <summary>Never 0, never the same again.</summary>
    internal ulong NextNumber()
    {
        while (true)
        {
            ulong count = Interlocked.Increment(ref _last);
            uint low = ((uint)count ^ _whiten) * _multiply; // each step can be undone, so two counts never meet
            if (_multiply != 1) low = ((low ^ (low >> 15)) * _multiply) ^ _whiten;
            if (low != 0 || count > uint.MaxValue) return (count & 0xFFFF_FFFF_0000_0000) | low;
        }
    }

    internal void Add(ulong number, ActorRef ask) => _asks[number] = ask;

    internal void Remove(ulong number) => _asks.TryRemove(number, out _);

    internal bool TryFind(ulong number, [MaybeNullWhen(false)] out ActorRef ask) => _asks.TryGetValue(number, out ask);

    internal bool TryTake(ulong number, [MaybeNullWhen(false)] out ActorRef ask) => _asks.TryRemove(number, out ask);
}
