namespace Actors;

/// <summary>The state machine of an actor's life: the one place that says what may follow what.</summary>
/// <remarks>
/// <code>
/// New        -> Starting   | Stopping
/// Starting   -> Running    | Stopping                (the set-up failed, or returned Stopped)
/// Running    -> Suspended  | Stopping
/// Suspended  -> Running    | Restarting | Stopping   (what the parent decides)
/// Restarting -> Running    | Suspended  | Stopping   (the fresh set-up went well, threw, returned Stopped)
/// Stopping   -> Stopped
/// Stopped    -> nothing
/// </code>
/// </remarks>
internal static class Lifecycle
{
    internal static bool MayFollow(CellState from, CellState to) => (Followers(from) & Only(to)) != 0;

    private static int Followers(CellState state) => state switch
    {
        CellState.New => Only(CellState.Starting) | Only(CellState.Stopping),
        CellState.Starting => Only(CellState.Running) | Only(CellState.Stopping),
        CellState.Running => Only(CellState.Suspended) | Only(CellState.Stopping),
        CellState.Suspended => Only(CellState.Running) | Only(CellState.Restarting) | Only(CellState.Stopping),
        CellState.Restarting => Only(CellState.Running) | Only(CellState.Suspended) | Only(CellState.Stopping),
        CellState.Stopping => Only(CellState.Stopped),
        _ => 0,
    };

    /// <summary>One bit for each state.</summary>
    private static int Only(CellState state) => 1 << (int)state;
}
