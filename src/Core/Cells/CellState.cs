namespace Actors;

/// <summary>An actor's life; see <see cref="Lifecycle"/> for what may follow what. Changed on the actor's own turn only.</summary>
internal enum CellState : byte
{
    /// <summary>Spawned; none of its code has run.</summary>
    New,

    /// <summary>The set-up runs.</summary>
    Starting,

    /// <summary>Takes messages.</summary>
    Running,

    /// <summary>Failed: waits for what its parent decides, the mailbox kept.</summary>
    Suspended,

    /// <summary>The old instance is gone, its children stop, then the fresh one is set up.</summary>
    Restarting,

    /// <summary>Its children stop.</summary>
    Stopping,

    /// <summary>Gone for good.</summary>
    Stopped,
}
