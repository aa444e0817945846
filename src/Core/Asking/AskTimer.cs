namespace Actors;

/// <summary>An entry of the <see cref="AskWheel"/>. The links are the wheel's.</summary>
internal abstract class AskTimer : Runnable
{
    internal AskTimer? Previous;
    internal AskTimer? Following;
    internal long DueTick;
    internal int Stripe;
    internal bool Linked;

    /// <summary>The time is up. Called without a lock, on a timer's thread.</summary>
    internal abstract void OnTimeout(long version);

    /// <summary>There will be no timeout any more, the system has shut down. Called without a lock.</summary>
    internal abstract void OnClosed(long version);

    internal long WheelVersion;
}
