namespace Actors.Fuzz;

/// <summary>A small fast generator (SplitMix64): the same seed gives the same cases on every machine and runtime.</summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    internal ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to <paramref name="limit"/> - 1.</summary>
    internal int Next(int limit) => (int)(((NextBits() >> 32) * (ulong)limit) >> 32);

    internal bool OneIn(int chances) => Next(chances) == 0;
}
