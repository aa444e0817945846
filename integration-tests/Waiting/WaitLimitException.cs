namespace Actors.IntegrationTests;

/// <summary>Something that was awaited did not happen in time; says what, how long, and what was seen last.</summary>
public sealed class WaitLimitException(string awaited, TimeSpan limit, string details, Exception? inner = null)
    : Exception($"Waited {limit.TotalSeconds:0.#} s in vain for {awaited}."
        + (inner is null ? "" : $" Last failure: {inner.Message}")
        + (details.Length == 0 ? "" : $"{Environment.NewLine}{details}"), inner);
