namespace Actors.Remote;

/// <summary>
/// Says which log lines are news: a line that repeats is logged once in <see cref="Quiet"/>, and of different ones about one peer no
/// more than <see cref="MaxAbout"/>, so that a peer that tries again and again, floods, or gives ever new reasons cannot fill the
/// log. What is not logged is counted elsewhere. Thread-safe.
/// </summary>
/// <param name="time">The node's.</param>
/// <param name="muted">Told, once in a while, about whom no more will be said.</param>
internal sealed class QuietLines(TimeProvider time, Action<string>? muted = null)
{
    /// <summary>About this node itself.</summary>
    internal const string Self = "this node";

    /// <summary>Different lines that are remembered; a further one makes all of them news again.</summary>
    internal const int MaxLines = 1024;

    /// <summary>Lines about one peer, within <see cref="Quiet"/>.</summary>
    internal const int MaxAbout = 32;

    /// <summary>Peers that are told apart, within <see cref="Quiet"/>; further ones count as one, for each may claim to be many.</summary>
    internal const int MaxSubjects = 256;

    private const string Others = "further peers";

    /// <summary>How long a line that was logged is not logged again.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _logged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Began, int Lines)> _subjects = new(StringComparer.Ordinal);

    /// <param name="line">What is the same for lines that say the same.</param>
    /// <param name="about">Whose doing it is.</param>
    internal bool IsNews(string line, string about = Self)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (_logged.TryGetValue(line, out long last) && time.GetElapsedTime(last, now) < Quiet) return false;
            switch (Count(ref about, now))
            {
                case < MaxAbout:
                    if (_logged.Count >= MaxLines) _logged.Clear();
                    _logged[line] = now;
                    return true;
                case > MaxAbout:
                    return false;
            }
        }

        muted?.Invoke(about);
        return false;
    }

    /// <summary>How many there were before, as far as that matters.</summary>
    private int Count(ref string about, long now)
    {
        if (!IsKnown(about) && _subjects.Count >= MaxSubjects)
        {
            foreach (string subject in _subjects.Keys.Where(subject => !IsKnown(subject)).ToArray()) _subjects.Remove(subject);
            if (_subjects.Count >= MaxSubjects) about = Others;
        }

        var (began, lines) = IsKnown(about) ? _subjects[about] : (now, 0);
        _subjects[about] = (began, Math.Min(lines, MaxAbout) + 1);
        return lines;

        bool IsKnown(string subject) => _subjects.TryGetValue(subject, out var known) && time.GetElapsedTime(known.Began, now) < Quiet;
    }
}
