namespace Actors.IntegrationTests;

/// <summary>What a test needs from the machine. Where it is missing the test is skipped, except in CI.</summary>
internal static class Requirement
{
    /// <summary>Whether a missing requirement is a failure: in CI nothing is skipped.</summary>
    public static bool IsEnforced => Environment.GetEnvironmentVariable("ACTORS_CI") == "1";

    /// <summary>The text of the skip, or null where the test is to run (and to fail by itself when enforced).</summary>
    public static string? Skip(string thing, string? whyMissing) =>
        whyMissing is null || IsEnforced ? null : $"skipped: no {thing}: {whyMissing}";
}
