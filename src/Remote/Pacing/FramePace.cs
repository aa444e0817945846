using System.Buffers;
using System.Buffers.Binary;

namespace Actors.Remote;

/// <summary>
/// How fast an accepted connection may bring HTTP/2 frames that cost this node more than they cost their sender: small ones that
/// end no message, pings, settings, streams that are opened or reset. What carries messages costs nothing. Used by the connection's
/// reader, but for <see cref="Took"/>, <see cref="Vouch"/> and <see cref="Blame"/>, which are for any thread.
/// </summary>
internal sealed class FramePace
{
    /// <summary>Payload from which a DATA frame is worth its handling, whatever it carries.</summary>
    internal const int WorthwhileBytes = 1024;

    /// <summary>What opening a stream costs, in frames: it is a request to the HTTP/2 server, with all that this makes.</summary>
    internal const int FramesPerStream = 20;

    /// <summary>May come at once however low the limit is: a connection opens two calls, says its settings and shakes hands.</summary>
    private const int LeastAtOnce = 100;

    /// <summary>Below this no message of use comes: each such frame is somebody who writes bytes, not messages, and wakes as many threads as a large one.</summary>
    internal const int TinyBytes = 16;

    /// <summary>What a tiny one counts for. A whole message pays for one, and for a small frame after it: some write a message's prefix apart.</summary>
    internal const int TinyCost = 4;

    /// <summary>
    /// How long one waits that has to: short at first, because it may be one whose messages are about to be taken, then twice as long
    /// each time. What wakes threads is dear, not the frame: those that are read at once cost little.
    /// </summary>
    internal static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10), LongestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Frames of so many seconds may be ahead of the messages that pay for them, once messages have.</summary>
    private const int PayingSeconds = 2;

    /// <summary>How many times as much those may bring that know the secret.</summary>
    internal const int TrustedTimes = 20;

    private const int PrefaceBytes = 24, HeaderBytes = 9;
    private const byte Data = 0, Headers = 1, WindowUpdate = 8, Padded = 8;

    /// <summary>Frames are counted in parts: one that only says that more may be sent is cheap, and many come of small windows.</summary>
    private const int Whole = 16, Part = 1;

    private readonly TimeProvider _time;
    private readonly Action _slowed;
    private long _perSecond;
    private long _atOnce;
    private readonly byte[] _header = new byte[HeaderBytes];
    private int _headerFilled;
    private long _payload = PrefaceBytes; // of the frame under way
    private long _left;
    private long _small; // what was charged for DATA frames, and may be paid by messages yet
    private long _refilled;
    private long _took;
    private long _given;
    private long _most;
    private Action? _paid;
    private bool _isKnown;
    private volatile bool _isBlamed;
    private volatile bool _isVouched;
    private bool _isTrusted; // the reader has seen that

    /// <param name="time">The transport's.</param>
    /// <param name="perSecond">Frames; a fifth of them may come at once.</param>
    /// <param name="slowed">Called when it first has to wait.</param>
    internal FramePace(TimeProvider time, int perSecond, Action slowed)
    {
        _time = time;
        _slowed = slowed;
        _perSecond = (long)perSecond * Whole;
        _left = _most = _atOnce = Math.Max(_perSecond / 5, LeastAtOnce * Whole);
        _refilled = time.GetTimestamp();
    }

    /// <summary>Nothing may be read now.</summary>
    internal bool IsSpent => _left < 0;

    /// <summary>How long to wait before the next look.</summary>
    internal TimeSpan Wait { get; private set; } = ShortestWait;

    /// <summary>So many messages, whole ones, have been taken from the connection's streams.</summary>
    internal void Took(int frames)
    {
        Interlocked.Add(ref _took, frames);
        Paid?.Invoke();
    }

    /// <summary>Called when messages are taken while the reader waits for that; null while it does not. Set by the reader.</summary>
    internal Action? Paid
    {
        get => Volatile.Read(ref _paid);
        set => Interlocked.Exchange(ref _paid, value);
    }

    /// <summary>
    /// A stream of it has shown that it knows the secret. From then on it may bring <see cref="TrustedTimes"/> as much: a message pays for its
    /// frames only when it is taken, and a link that is used must not live from hand to mouth.
    /// </summary>
    internal void Vouch()
    {
        Interlocked.Add(ref _given, FramesPerStream * Whole);
        _isVouched = true;
    }

    /// <summary>It broke a rule: from now on nothing it brings is worth anything.</summary>
    internal void Blame() => _isBlamed = true;

    /// <summary>How many of these bytes, which follow those of the call before, may be read now.</summary>
    internal long Admit(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment) return Admit(bytes.FirstSpan);
        long admitted = 0;
        foreach (var segment in bytes)
        {
            int part = Admit(segment.Span);
            admitted += part;
            if (part < segment.Length || IsSpent) break;
        }

        return admitted;
    }

    /// <summary>What the time since has brought. False: nothing may be read still.</summary>
    internal bool TryRefill()
    {
        if (_isVouched && !_isTrusted) Trust();
        long now = _time.GetTimestamp();
        double seconds = Math.Min(1, _time.GetElapsedTime(_refilled, now).TotalSeconds);
        _refilled = now;
        long paid = Math.Min(Interlocked.Exchange(ref _took, 0) * Whole * (1 + TinyCost), _small);
        bool pays = _small > 0 && paid > _small / 2;
        if (pays) (Wait, _most) = (ShortestWait, PayingSeconds * _perSecond);
        else if (paid == 0 && seconds > 0.005) (Wait, _most) = (Wait * 2 > LongestWait ? LongestWait : Wait * 2, _atOnce);
        _small = Math.Min(_small - paid, PayingSeconds * _perSecond); // the rest may be paid yet: who takes the messages may be behind
        _left = Math.Min(_most, _left + (long)(seconds * _perSecond) + paid + Interlocked.Exchange(ref _given, 0));
        return _left >= 0;
    }

    private int Admit(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (_payload > 0)
            {
                int skipped = (int)Math.Min(_payload, bytes.Length - at);
                at += skipped;
                _payload -= skipped;
                continue;
            }

            int taken = Math.Min(HeaderBytes - _headerFilled, bytes.Length - at);
            bytes.Slice(at, taken).CopyTo(_header.AsSpan(_headerFilled));
            at += taken;
            _headerFilled += taken;
            if (_headerFilled < HeaderBytes) break;
            _headerFilled = 0;
            _payload = BinaryPrimitives.ReadUInt32BigEndian(_header) >> 8;
            if (!TryCharge()) break;
        }

        return at;
    }

    private bool TryCharge()
    {
        long cost = _header[3] switch
        {
            Data when _isBlamed => Whole * (1 + (_payload / WorthwhileBytes)),
            Data when (_header[4] & Padded) != 0 => Whole,
            Data => _payload < WorthwhileBytes ? ChargeSmall() : 0,
            Headers => FramesPerStream * Whole,
            WindowUpdate => Part,
            _ => Whole,
        };
        _left -= cost;
        if (_left >= 0 || TryRefill()) return true;
        if (!_isKnown && !_isBlamed) _slowed(); // who is blamed was reported as what it did
        _isKnown = true;
        return false;
    }

    private void Trust()
    {
        _isTrusted = true;
        _perSecond *= TrustedTimes;
        _left += (_perSecond / 5) - _atOnce;
        _most = _atOnce = _perSecond / 5;
    }

    private int ChargeSmall()
    {
        int cost = _payload < TinyBytes ? Whole * TinyCost : Whole;
        _small += cost;
        return cost;
    }
}
