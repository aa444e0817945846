namespace Actors.TestKit;

/// <summary>A run of <see cref="SeededRuns"/> failed; <see cref="Exception.InnerException"/> says how.</summary>
public sealed class SeedFailedException : Exception
{
    internal SeedFailedException(int seed, int run, int runs, Exception cause)
        : base(
            $"seed {seed} failed (run {run} of {runs}): {cause.Message}\n"
            + $"To replay this run alone: {SeededRuns.SeedVariable}={seed} in the environment, or SeededRuns.Replay({seed}, ...) in the test.",
            cause)
    {
        Seed = seed;
    }

    /// <summary>The seed that failed.</summary>
    public int Seed { get; }
}
