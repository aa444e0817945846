namespace Actors.Remote;

/// <summary>
/// How large messages for one target are, as far as it matters: light ones are counted by the mean of all, of heavy ones each
/// by itself. While those that are looked at are alike, ever more in between are taken to be like them. Any thread; races make
/// it a little less exact.
/// </summary>
internal struct SizeEstimate
{
    /// <summary>From so many bytes on a message is heavy.</summary>
    internal const int HeavyBytes = 4096;

    private const int MostUnseen = 64;

    private int _bytes; // less than 0: light; 0: not known; else heavy ones
    private int _unseen;
    private int _run;

    internal readonly bool IsLight => _bytes < 0;

    /// <summary>False if the message itself must be looked at.</summary>
    internal bool TryGuess(out int bytes)
    {
        bytes = _bytes;
        return bytes > 0 && _unseen > 0 && --_unseen >= 0;
    }

    /// <summary>A message has that many bytes. Grows at once and shrinks by halves; about <paramref name="unseen"/> bytes may pass before the next look.</summary>
    internal void Saw(int bytes, long unseen)
    {
        int known = _bytes;
        bool isAlike = known > 0 && Math.Abs((long)bytes - known) <= known / 4;
        int now = bytes >= known ? bytes : (int)(((long)known + bytes) / 2);
        if (now < HeavyBytes) now = -1;
        _run = isAlike ? Math.Clamp(_run * 2, 1, MostUnseen) : 0;
        _unseen = now < 0 ? 0 : (int)Math.Min(_run, unseen / now);
        _bytes = now;
    }
}
