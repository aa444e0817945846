namespace Actors;

/// <summary>
/// An actor's life. New -> Running -> Stopping -> Stopped, with Running -> Suspended (its handler threw) -> Running
/// (resume), or -> Restarting (its children stop first) -> Running, or -> Stopping. Changed on the actor's own turn only.
/// </summary>
internal enum CellState : byte
{
    New,
    Running,
    Suspended,
    Restarting,
    Stopping,
    Stopped,
}
