using System.Buffers;

namespace Actors.Fuzz.Targets;

/// <summary>Input as it comes from a network: in two pieces, the first of which may be empty, cut where the input itself says. Allocates nothing.</summary>
internal sealed class SplitSequence
{
    private readonly Piece _first = new();
    private readonly Piece _second = new();

    internal ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> input)
    {
        if (input.Length < 2 || input.Span[^1] % 4 != 0) return new ReadOnlySequence<byte>(input);
        int at = input.Span[^1] % 16 == 4 ? 0 : 1 + (input.Length * 31 + input.Span[0]) % (input.Length - 1);
        _first.Set(input[..at], 0, _second);
        _second.Set(input[at..], at, null);
        return new ReadOnlySequence<byte>(_first, 0, _second, _second.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal void Set(ReadOnlyMemory<byte> memory, long index, Piece? next) => (Memory, RunningIndex, Next) = (memory, index, next);
    }
}
