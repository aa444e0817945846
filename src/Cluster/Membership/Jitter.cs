using System.Globalization;

namespace Actors.Cluster;

/// <summary>The node's randomness: pauses after failures that grow and differ between nodes, and nonces. Thread-safe.</summary>
internal sealed class Jitter(Random random, MembershipOptions options)
{
    private readonly Lock _lock = new();
    private readonly string _instance = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
    private long _nonces;

    /// <summary>Tells this process's life from all others.</summary>
    internal string Instance => _instance;

    /// <summary>A text that no value of any node has ever had.</summary>
    internal string Nonce() => string.Create(CultureInfo.InvariantCulture, $"{_instance}.{Interlocked.Increment(ref _nonces)}");

    internal string NewId()
    {
        lock (_lock) return random.NextInt64().ToString("x16", CultureInfo.InvariantCulture) + random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The pause after the given number of failures in a row: doubling, from half to the whole of it.</summary>
    internal TimeSpan Backoff(int failures)
    {
        double longest = Math.Min(options.MaxRetryDelay.TotalMilliseconds, options.MinRetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)));
        lock (_lock) return TimeSpan.FromMilliseconds(longest * (0.5 + (random.NextDouble() / 2)));
    }
}
