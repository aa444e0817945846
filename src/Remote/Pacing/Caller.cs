using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// One address that connections come from: how many of them may begin. Each takes a token, and gives nearly all of it back when
/// it shows that it knows the secret; without one it waits. Thread-safe.
/// </summary>
internal sealed class Caller : IDisposable
{
    /// <summary>What a connection that is a peer's gives back: to come and go at full speed is not free either.</summary>
    private const double GivenBack = 0.9;

    /// <summary>Connections that broke a rule, not merely ended, after which all have to wait.</summary>
    private const int Breaches = 16;

    private readonly TimeProvider _time;
    private readonly Action<Caller, Socket> _admit;
    private readonly int _burst;
    private readonly int _perSecond;
    private readonly int _maxWaiting;
    private readonly Lock _lock = new();
    private readonly Queue<Socket> _waiting = [];
    private ITimer? _timer;
    private double _tokens;
    private long _refilled;
    private bool _disposed;

    internal Caller(TimeProvider time, GrpcTransportOptions options, Action<Caller, Socket> admit)
    {
        _time = time;
        _admit = admit;
        _tokens = _burst = options.FailedConnectionsBurst;
        _perSecond = options.FailedConnectionsPerSecond;
        _maxWaiting = options.MaxWaitingConnections;
        _refilled = time.GetTimestamp();
    }

    /// <summary>Whether nothing is known against it.</summary>
    internal bool IsForgettable
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _tokens >= _burst && _waiting.Count == 0;
            }
        }
    }

    /// <summary>A connection has come. Null: it may begin. True: it waits, and is admitted when its turn comes. False: it is one too many.</summary>
    internal bool? TryHold(Socket connection)
    {
        lock (_lock)
        {
            Refill();
            if (_waiting.Count == 0 && _tokens >= 1)
            {
                _tokens--;
                return null;
            }

            if (_disposed || _waiting.Count >= _maxWaiting) return false;
            _waiting.Enqueue(connection);
            if (_waiting.Count == 1) Arm();
            return true;
        }
    }

    internal void Vouch()
    {
        lock (_lock) _tokens += GivenBack;
        Release();
    }

    internal void Blame()
    {
        lock (_lock) _tokens = Math.Min(_tokens, Math.Max(0, _tokens - Math.Max(1, (double)_burst / Breaches))); // no debts: a peer from there waits for one turn
    }

    /// <summary>Those that wait are cut.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer?.Dispose();
            while (_waiting.TryDequeue(out var connection)) Door.Cut(connection);
        }
    }

    private void Release()
    {
        while (true)
        {
            Socket? next;
            lock (_lock)
            {
                if (_disposed || _waiting.Count == 0) return;
                Refill();
                if (_tokens < 1)
                {
                    Arm();
                    return;
                }

                next = _waiting.Dequeue();
                if (HasGone(next))
                {
                    next.Dispose(); // it gave up waiting, and costs no more
                    continue;
                }

                _tokens--;
            }

            _admit(this, next);
        }
    }

    private static bool HasGone(Socket socket)
    {
        try
        {
            return socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true; // reset
        }
    }

    private void Arm()
    {
        var wait = TimeSpan.FromSeconds(Math.Max(0.001, (1 - _tokens) / _perSecond));
        _timer ??= _time.CreateTimer(static caller => ((Caller)caller!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Refill()
    {
        long now = _time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_refilled, now).TotalSeconds * _perSecond));
        _refilled = now;
    }
}
