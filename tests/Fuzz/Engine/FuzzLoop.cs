namespace Actors.Fuzz;

/// <summary>
/// Runs cases of one target: nine of ten are an earlier input changed, one is noise. An input whose outcome is of a new
/// kind is kept and changed further, so that the search goes where it has not been.
/// </summary>
internal sealed class FuzzLoop(FuzzTarget target, ulong seed)
{
    private const int MaxKept = 2048;

    private readonly FuzzRandom _random = new(seed);
    private readonly List<byte[]> _kept = [];
    private readonly HashSet<int> _outcomes = [];

    /// <summary>Kinds of outcomes so far.</summary>
    internal int Outcomes => _outcomes.Count;

    internal long Cases { get; private set; }

    internal void Run(long cases)
    {
        var mutator = new Mutator(_random, target.MaxInputBytes);
        foreach (byte[] valid in target.Seeds)
        {
            _outcomes.Add(target.Run(valid));
            if (valid.Length <= target.MaxInputBytes) _kept.Add(valid);
        }

        int seeds = _kept.Count;
        for (long i = 0; i < cases; i++)
        {
            var input = _random.OneIn(10) ? mutator.Noise() : mutator.Change(Pick(), Pick());
            Cases++;
            if (!_outcomes.Add(target.Run(input))) continue;
            if (_kept.Count < MaxKept) _kept.Add(input.ToArray());
            else _kept[seeds + _random.Next(MaxKept - seeds)] = input.ToArray();
        }
    }

    private byte[] Pick() => _kept[_random.Next(_kept.Count)];
}
