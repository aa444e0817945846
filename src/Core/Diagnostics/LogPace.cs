namespace Actors;

/// <summary>Lets one line through in each interval and counts the others. Thread-safe.</summary>
internal sealed class LogPace(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _lock = new();
    private long _last;
    private long _others;
    private bool _ever;

    /// <summary>True: log now, and say how many lines have been left out since the last.</summary>
    internal bool TryPass(out long others)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_ever && time.GetElapsedTime(_last, now) < interval)
            {
                others = 0;
                _others++;
                return false;
            }

            (_ever, _last, others, _others) = (true, now, _others, 0);
            return true;
        }
    }
}
