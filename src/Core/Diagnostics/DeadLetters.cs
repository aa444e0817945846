using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// Where every message ends that is not handled: counted by reason, the newest kept, listeners told. Thread-safe.
/// In the hierarchy it stands at <c>/system/deadLetters</c>.
/// </summary>
public sealed class DeadLetters
{
    private static readonly int Reasons = Enum.GetValues<DeadLetterReason>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Reasons];
    private readonly Queue<DeadLetter> _captured = new();
    private readonly string _system;
    private readonly int _capacity;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private Action<DeadLetter>[] _listeners = [];
    private long _lastLogged;
    private long _unlogged;
    private bool _everLogged;

    internal DeadLetters(string system, int capacity, ILogger log, TimeProvider time)
    {
        _system = system;
        _capacity = capacity;
        _log = log;
        _time = time;
    }

    /// <summary>All dead letters so far.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _counts.Length; i++) total += Volatile.Read(ref _counts[i]);
            return total;
        }
    }

    /// <summary>Dead letters so far with that reason.</summary>
    public long Count(DeadLetterReason reason) => Volatile.Read(ref _counts[(int)reason]);

    /// <summary>The newest ones, oldest first; at most <see cref="ActorSystemOptions.DeadLetterCapacity"/>.</summary>
    public IReadOnlyList<DeadLetter> Captured()
    {
        lock (_lock) return [.. _captured];
    }

    /// <summary>Calls <paramref name="listener"/> for each dead letter, on the thread that found it; it must be quick and must not throw. Ends when the result is disposed.</summary>
    public IDisposable Subscribe(Action<DeadLetter> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_lock) _listeners = [.. _listeners, listener];
        return new Subscription(this, listener);
    }

    internal void Publish(object? message, string target, ActorRef? sender, DeadLetterReason reason)
    {
        Interlocked.Increment(ref _counts[(int)reason]);
        ActorMetrics.OnDeadLetter(_system, reason);
        sender = StampMarker.Unwrap(sender);
        var letter = new DeadLetter(message, target, sender, reason);
        bool logNow = false;
        long others = 0;
        lock (_lock)
        {
            if (_capacity > 0)
            {
                if (_captured.Count >= _capacity) _captured.Dequeue();
                _captured.Enqueue(letter);
            }

            long now = _time.GetTimestamp();
            if (!_everLogged || _time.GetElapsedTime(_lastLogged, now) >= TimeSpan.FromSeconds(1))
            {
                (_everLogged, _lastLogged, others, _unlogged) = (true, now, _unlogged, 0);
                logNow = true;
            }
            else
            {
                _unlogged++;
            }
        }

        if (logNow) CoreLog.DeadLetter(_log, message?.GetType().Name ?? "null", target, reason, others);
        (sender as IAskRef)?.Fail(new DeadActorException(target, reason));
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            try
            {
                listener(letter);
            }
            catch (Exception error)
            {
                CoreLog.ListenerFailed(_log, error);
            }
        }
    }

    private sealed class Subscription(DeadLetters owner, Action<DeadLetter> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
            {
                int index = Array.IndexOf(owner._listeners, listener);
                if (index >= 0) owner._listeners = [.. owner._listeners[..index], .. owner._listeners[(index + 1)..]];
            }
        }
    }
}
