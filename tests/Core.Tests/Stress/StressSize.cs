using System.Globalization;

namespace Actors.Core.Tests;

/// <summary>How much a stress test does: little in an ordinary run, as much as the environment says in a long one.</summary>
internal static class StressSize
{
    /// <summary>ACTORS_STRESS_MESSAGES: messages of the stress on real threads. Default 2 million; the full run has 100 million.</summary>
    internal static long Messages => Read("ACTORS_STRESS_MESSAGES", 2_000_000);

    /// <summary>ACTORS_STRESS_ACTORS: actors spawned and stopped by the memory test. Default 200,000; the full run has 10 million.</summary>
    internal static long Actors => Read("ACTORS_STRESS_ACTORS", 200_000);

    private static long Read(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;
}
