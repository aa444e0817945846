namespace Actors.Remote;

/// <summary>
/// Pings a peer for as long as the session lasts, and cuts it when the peer is silent for too long while this node listens.
/// A node pings all whom it has dialled at the same moments: an idle node wakes once in an interval then, and not for each of
/// its peers at a moment of its own. Who is pinged by its dialler hears of it by that, and pings back only now and then, to know
/// how long both ways take; when its dialler's pings stay away it pings as often.
/// </summary>
internal sealed class SessionPings : IDisposable
{
    private const int PingBackOneIn = 8;

    private readonly Session _session;
    private readonly RemoteNode _node;
    private readonly TimeSpan _interval;
    private readonly PeriodicTimer _timer;
    private readonly Lock _lock = new();
    private ulong _sequence;
    private long _lastPing;
    private uint _pinged;
    private bool _ended;

    private SessionPings(Session session)
    {
        _session = session;
        _node = session.Peer.Node;
        _interval = _node.Options.PingInterval;
        _timer = new PeriodicTimer(_interval, _node.Time);
        _lastPing = _node.Time.GetTimestamp();
    }

    internal static async Task RunAsync(Session session)
    {
        using var pings = new SessionPings(session);
        session.Pings = pings;
        await Task.WhenAny(pings.RunAsync(), session.Ended).ConfigureAwait(false); // the timer goes with the session, not at its next tick
    }

    /// <summary>The peer has pinged: of its dialler that sets the time. Any thread.</summary>
    internal void OnPinged()
    {
        if (_session.IsDialled) return;
        lock (_lock)
        {
            if (_ended) return;
            _timer.Period = _interval; // counts from now
            if (_pinged++ % PingBackOneIn != 0) return;
        }

        PingUnlessDone();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            _timer.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var time = _node.Time;
        long last = time.GetTimestamp();
        bool wasAway = false;
        if (_session.IsDialled) _timer.Period = UntilNextRound();
        try
        {
            while (!_session.IsClosed && await _timer.WaitForNextTickAsync(_node.Stopping).ConfigureAwait(false))
            {
                if (!TryResume()) return;
                // Late by more than half an interval, this node was not there itself, and what the peer sent waits to be read: it looks again, once.
                bool isFirstBack = !wasAway && time.GetElapsedTime(last) > 1.5 * _interval;
                (wasAway, last) = (isFirstBack, time.GetTimestamp());
                if (_session.SinceHeard > _node.Options.PingTimeout && !isFirstBack)
                {
                    _session.Close($"silent for more than {_node.Options.PingTimeout}");
                    return;
                }

                // Pings go over one of the session's connections only.
                if (_session.FindUnheard(_node.Options.PingTimeout) is { } dead)
                {
                    _session.Close($"{dead.RemoteEndPoint} has acknowledged nothing of what was sent to it for more than {_node.Options.PingTimeout}");
                    return;
                }

                PingUnlessDone();
            }
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
    }

    /// <summary>After a first wait that was shorter. False: the session has ended, and the timer with it.</summary>
    private bool TryResume()
    {
        lock (_lock)
        {
            if (_ended) return false;
            if (_timer.Period != _interval) _timer.Period = _interval;
            return true;
        }
    }

    /// <summary>A ping and the one that came back to it are enough for the interval.</summary>
    private void PingUnlessDone()
    {
        ulong sequence;
        lock (_lock)
        {
            if (_sequence > 0 && _node.Time.GetElapsedTime(_lastPing) < _interval / 2) return;
            _lastPing = _node.Time.GetTimestamp();
            sequence = ++_sequence;
            _session.OnPing(sequence, _lastPing);
        }

        _session.Peer.Control.Ping(_session, sequence, _node.Epoch);
    }

    // Rounds are counted from the clock's own beginning, the same for all sessions of the node.
    private TimeSpan UntilNextRound()
    {
        long round = Math.Max(1, (long)(_interval.TotalSeconds * _node.Time.TimestampFrequency));
        long left = round - (_node.Time.GetTimestamp() % round);
        var wait = TimeSpan.FromSeconds((double)left / _node.Time.TimestampFrequency);
        return wait < TimeSpan.FromMilliseconds(1) ? _interval : wait;
    }
}
