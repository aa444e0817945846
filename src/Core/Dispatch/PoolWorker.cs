namespace Actors;

/// <summary>A thread that runs turns.</summary>
internal sealed class PoolWorker
{
    internal readonly Thread Thread = Thread.CurrentThread;

    /// <summary>The slot. The thread puts and takes, <see cref="SlotWatch"/> takes; so always by exchange.</summary>
    internal Runnable? Next;

    /// <summary>True while it runs turns. Written by the thread only.</summary>
    internal volatile bool Active;

    /// <summary>Turns begun. Written by the thread only.</summary>
    internal int Turns;

    /// <summary><see cref="Turns"/> at the watch's last look.</summary>
    internal int TurnsSeen;
}
