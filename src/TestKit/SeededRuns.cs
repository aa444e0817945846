using System.Globalization;

namespace Actors.TestKit;

/// <summary>
/// Runs a test once for each of many seeds. A failure names its seed and how to run that one alone; the environment says
/// how many to run, so that a nightly run can do more than an ordinary one.
/// </summary>
public static class SeededRuns
{
    /// <summary>Environment variable: run this seed alone.</summary>
    public const string SeedVariable = "ACTORS_SEED";

    /// <summary>Environment variable: run so many seeds, whatever the test asks for.</summary>
    public const string CountVariable = "ACTORS_SEEDS";

    /// <summary>Runs <paramref name="program"/> with the seeds 0 to <paramref name="count"/> - 1, one after the other.</summary>
    /// <exception cref="SeedFailedException">A run threw; later seeds are not run.</exception>
    public static void Run(int count, Action<int> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var (first, runs) = Range(count);
        for (int run = 0; run < runs; run++)
        {
            try
            {
                program(first + run);
            }
            catch (Exception cause)
            {
                throw new SeedFailedException(first + run, run + 1, runs, cause);
            }
        }
    }

    /// <summary>As <see cref="Run"/>, for a test that awaits.</summary>
    /// <exception cref="SeedFailedException">A run threw; later seeds are not run.</exception>
    public static async Task RunAsync(int count, Func<int, Task> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var (first, runs) = Range(count);
        for (int run = 0; run < runs; run++)
        {
            try
            {
                await program(first + run).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                throw new SeedFailedException(first + run, run + 1, runs, cause);
            }
        }
    }

    /// <summary>Runs one seed alone, as <see cref="Run"/> would: put it in place of Run while you look for a failure.</summary>
    public static void Replay(int seed, Action<int> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        program(seed);
    }

    private static (int First, int Runs) Range(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (Read(SeedVariable) is { } seed) return (seed, 1);
        return (0, Read(CountVariable) is { } runs and > 0 ? runs : count);
    }

    private static int? Read(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text)) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new FormatException($"the environment variable {variable} is '{text}'; it must be a whole number");
    }
}
