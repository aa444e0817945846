namespace Actors;

/// <summary>To a classic actor (<see cref="IActor"/>): the first message of every instance, before any other.</summary>
public sealed record Started
{
    internal static readonly Started Instance = new();

    private Started()
    {
    }
}

/// <summary>To a classic actor that failed: the last message of this instance; a fresh one goes on.</summary>
/// <param name="Cause">Why it failed.</param>
public sealed record Restarting(Exception Cause);

/// <summary>To a classic actor: it begins to stop. Its children still live; no user message comes any more.</summary>
public sealed record Stopping
{
    internal static readonly Stopping Instance = new();

    private Stopping()
    {
    }
}

/// <summary>To a classic actor: it has stopped and its children are gone. The last message.</summary>
public sealed record Stopped
{
    internal static readonly Stopped Instance = new();

    private Stopped()
    {
    }
}
