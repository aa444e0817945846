namespace Actors.Remote;

/// <summary>
/// What an accepted connection has cost this node and has shown of itself; all its streams share it. Whoever accepts links tells it
/// what they turn out to be. Thread-safe.
/// </summary>
internal sealed class ConnectionAccount(FramePace pace, Caller? caller)
{
    private int _vouched;

    /// <summary>A stream has shown that it knows the secret.</summary>
    internal void Vouch()
    {
        pace.Vouch();
        if (Interlocked.Exchange(ref _vouched, 1) == 0) caller?.Vouch();
    }

    /// <summary>It broke a rule, and is about to be cut: what it still brings is read slowly until then, and its address pays for it.</summary>
    internal void Blame()
    {
        pace.Blame();
        caller?.Blame();
    }

    /// <summary>So many whole messages of the protocol were taken from a stream.</summary>
    internal void Took(int frames) => pace.Took(frames);
}
