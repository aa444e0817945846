using Actors.Remote;

namespace Actors.Fuzz.Targets;

/// <summary>Messages in pieces. What is allocated is for what has come, not for what was announced.</summary>
internal sealed class ChunkTarget : FuzzTarget
{
    private const int Begin = 1024; // of each message under way
    private const int Budget = (4 * Begin) + 512; // four may begin, or three and one of them grow

    private readonly RemoteOptions _options = new() { Secret = "of the fuzzer", MaxMessageBytes = 64 * 1024 * 1024 };

    internal override string Name => "chunks";

    internal override int Share => 60;

    internal override IEnumerable<byte[]> Seeds =>
    [
        [8, 0x08, 1, 0x10, 4, 0x1A, 2, 1, 2, 8, 0x08, 1, 0x10, 4, 0x1A, 2, 3, 4, 0, 1],
        [7, 0x08, 1, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 2, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 3, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 4, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 5, 0x10, 3, 0x1A, 1, 1],
        [10, 0x08, 1, 0x10, 0xFF, 0xFF, 0xFF, 0x1F, 0x1A, 1, 1, 10, 0x08, 1, 0x10, 0xFF, 0xFF, 0xFF, 0x1F, 0x1A, 1, 1],
        [10, 0x08, 1, 0x10, 0xFF, 0xFF, 0xFF, 0x2F, 0x1A, 1, 1],
        [7, 0x08, 2, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 3, 0x10, 3, 0x1A, 1, 1, 7, 0x08, 4, 0x10, 3, 0x1A, 1, 1, .. Enumerable.Repeat<byte[]>([248, 0x08, 1, 0x10, 0xB0, 9, 0x1A, 0xF0, 1, .. new byte[240]], 5).SelectMany(piece => piece)],
        [.. Enumerable.Repeat<byte[]>([248, 0x08, 1, 0x10, 0xB0, 9, 0x1A, 0xF0, 1, .. new byte[240]], 5).SelectMany(piece => piece), 0, 1],
    ];

    internal override int MaxInputBytes => 2048;

    // Each piece with its length before it; the length 0 and an id take that message.
    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        var budget = new LargeBudget(Budget);
        using var large = new LargePayloads(_options, budget);
        try
        {
            int outcome = Decode(large, budget, input);
            CheckGivenBack();
            return outcome;
        }
        catch (Exception error) when (IsRefusal(error))
        {
            CheckGivenBack();
            throw;
        }

        void CheckGivenBack()
        {
            large.Dispose();
            if (budget.Held != 0) throw new FuzzFailureException(Name, $"{budget.Held} bytes are not given back", input.Span);
        }
    }

    private int Decode(LargePayloads large, LargeBudget budget, ReadOnlyMemory<byte> input)
    {
        int outcome = 0;
        var rest = input.Span;
        while (rest.Length > 1)
        {
            if (rest[0] == 0)
            {
                outcome = Outcomes.Mix(outcome, large.Take(rest[1]).Length > Begin ? 1 : 2);
                large.GiveBack();
                if (large.TakenBytes > 0) throw new FuzzFailureException(Name, $"{large.TakenBytes} bytes are kept", input.Span);
                rest = rest[2..];
                continue;
            }

            int length = Math.Min(rest[0], rest.Length - 1);
            large.Add(ChunkView.Decode(new FrameView(FrameKind.Chunk, rest.Slice(1, length), 0)));
            if (budget.Held is 0 or > Budget) throw new FuzzFailureException(Name, $"{budget.Held} of {Budget} bytes are counted", input.Span);
            rest = rest[(1 + length)..];
        }

        return outcome;
    }

    protected override bool IsRefusal(Exception error) => error is FrameFormatException or SessionLimitException;

    // The table, and a first array for each of four; then at most twice what has come, and its half before.
    protected override long AllocationLimit(int inputBytes, bool refused) => 4096 + (LargePayloads.MaxAtOnce * 2 * Begin) + (8L * inputBytes) + (refused ? 8 * 1024 : 0);
}
