namespace Actors;

/// <summary>The engine's own events, as bits: what nobody has subscribed to is not even made.</summary>
[Flags]
internal enum EventKinds
{
    None = 0,
    DeadLetter = 1,
    Started = 2,
    Stopped = 4,
    Restarted = 8,
    Failed = 16,
}
