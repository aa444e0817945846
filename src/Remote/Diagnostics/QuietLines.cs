namespace Actors.Remote;

/// <summary>
/// Says which log lines are news: a line that repeats is logged once in <see cref="Quiet"/>, so that a peer that tries
/// again and again, or floods, cannot fill the log. What is not logged is counted elsewhere. Thread-safe.
/// </summary>
internal sealed class QuietLines(TimeProvider time)
{
    /// <summary>How long a line that was logged is not logged again.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>Different lines that are remembered; a further one makes all of them news again.</summary>
    internal const int MaxLines = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _logged = new(StringComparer.Ordinal);

    internal bool IsNews(string line)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (_logged.TryGetValue(line, out long last) && time.GetElapsedTime(last, now) < Quiet) return false;
            if (_logged.Count >= MaxLines) _logged.Clear();
            _logged[line] = now;
            return true;
        }
    }
}
