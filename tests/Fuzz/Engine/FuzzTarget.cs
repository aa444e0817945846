namespace Actors.Fuzz;

/// <summary>Something that reads bytes from a peer. One thread owns it.</summary>
internal abstract class FuzzTarget
{
    private const int FirstUseBytes = 512 * 1024;

    private long _mostAllocated;

    internal abstract string Name { get; }

    /// <summary>How many of 1,000 cases are this target's.</summary>
    internal abstract int Share { get; }

    /// <summary>Longest input that is made.</summary>
    internal virtual int MaxInputBytes => 512;

    /// <summary>Valid inputs to begin with.</summary>
    internal abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>The largest number of bytes that one case has allocated.</summary>
    internal long MostAllocated => _mostAllocated;

    /// <summary>An input as a line of the corpus has it.</summary>
    internal virtual byte[] Parse(string line) => Convert.FromHexString(line.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Reads the input. Returns a number that tells kinds of outcomes apart; throws what the decoder throws.</summary>
    protected abstract int Decode(ReadOnlyMemory<byte> input);

    /// <summary>True if that is how this decoder says no.</summary>
    protected abstract bool IsRefusal(Exception error);

    /// <summary>What reading may allocate.</summary>
    protected abstract long AllocationLimit(int inputBytes, bool refused);

    /// <summary>After an accepted input: what was read, written and read again is the same. Null, or what is not.</summary>
    protected virtual string? FindDifference() => null;

    /// <summary>One case. Returns the kind of its outcome.</summary>
    /// <exception cref="FuzzFailureException">A promise was broken.</exception>
    internal int Run(ReadOnlyMemory<byte> input)
    {
        var (outcome, allocated) = Measure(input, out bool refused);
        long limit = AllocationLimit(input.Length, refused);
        // What the runtime makes at a code's first use counts too, but it is little, and once only.
        if (allocated > limit && allocated < limit + FirstUseBytes)
        {
            (_, allocated) = Measure(input, out refused);
            limit = AllocationLimit(input.Length, refused);
        }

        if (allocated > limit) throw new FuzzFailureException(Name, $"{allocated} bytes allocated, {limit} allowed", input.Span);
        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (refused) return outcome;
        try
        {
            if (FindDifference() is { } difference) throw new FuzzFailureException(Name, difference, input.Span);
        }
        catch (Exception error) when (error is not FuzzFailureException)
        {
            throw new FuzzFailureException(Name, $"what was accepted cannot be written and read again: {error.Message}", input.Span, error);
        }

        return outcome;
    }

    private (int Outcome, long Allocated) Measure(ReadOnlyMemory<byte> input, out bool refused)
    {
        refused = false;
        int outcome;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            outcome = Decode(input);
        }
        catch (FuzzFailureException)
        {
            throw;
        }
        catch (Exception error)
        {
            if (!IsRefusal(error)) throw new FuzzFailureException(Name, $"{error.GetType().Name}: {error.Message}", input.Span, error);
            refused = true;
            outcome = Outcomes.Of(error);
        }

        return (outcome, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
