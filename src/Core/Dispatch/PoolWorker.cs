namespace Actors;

/// <summary>A thread that runs turns, or queues bursts.</summary>
internal sealed class PoolWorker
{
    internal readonly Thread Thread = Thread.CurrentThread;

    /// <summary>The slot. The thread puts and takes, <see cref="SlotWatch"/> takes; so always by exchange.</summary>
    internal Runnable? Next;

    /// <summary>True while it runs turns or is in a burst: its slot is in use. Written by the thread only.</summary>
    internal volatile bool Active;

    /// <summary>True while it is in a burst. The thread's alone.</summary>
    internal bool IsBurst;

    /// <summary>Turns and bursts begun. Written by the thread only.</summary>
    internal int Turns;

    /// <summary><see cref="Turns"/> at the watch's last look.</summary>
    internal int TurnsSeen;
}
