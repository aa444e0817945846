using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// Where every message ends that is not handled: counted by reason, the newest kept, told as an event to whoever
/// has subscribed, and logged at a bounded rate. Thread-safe. In the hierarchy it stands at <c>/system/deadLetters</c>.
/// </summary>
public sealed class DeadLetters
{
    internal static readonly ActorPath Path = ActorPath.FromString("/system/deadLetters");

    private static readonly int Reasons = Enum.GetValues<DeadLetterReason>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Reasons];
    private readonly Queue<DeadLetter> _captured = new();
    private readonly string _system;
    private readonly int _capacity;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly TimeSpan _logInterval;
    private readonly EventStream _events;
    private long _lastLogged;
    private long _unlogged;
    private bool _everLogged;

    internal DeadLetters(ActorSystem system, ActorSystemOptions options)
    {
        _system = system.Name;
        _capacity = options.DeadLetterCapacity;
        _logInterval = options.DeadLetterLogInterval;
        _log = system.Log;
        _time = options.Time;
        _events = system.Events;
        Ref = new DeadRef<object>(system, new ActorAddress(null, Path), DeadLetterReason.NoSuchActor);
    }

    /// <summary>Whatever is told to it is a dead letter. Never alive; asking it fails at once; its path is <c>/system/deadLetters</c>.</summary>
    public ActorRef<object> Ref { get; }

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

    /// <summary>Calls <paramref name="listener"/> for each dead letter, on the thread that found it; as <see cref="EventStream.Subscribe{TEvent}(Action{TEvent})"/>.</summary>
    public IDisposable Subscribe(Action<DeadLetter> listener) => _events.Subscribe(listener);

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
            if (!_everLogged || _time.GetElapsedTime(_lastLogged, now) >= _logInterval)
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
        if (message is not DeadLetter && _events.Wants(EventKinds.DeadLetter)) _events.Publish(letter); // one about a letter about a letter would have no end
    }
}
