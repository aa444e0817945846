using System.Threading.Tasks.Sources;

namespace Actors;

/// <summary>
/// One ask that waits. Pooled per thread: an ask costs its ref and nothing else in steady state. The version tells the
/// uses of one source apart, so a late reply to an earlier ask cannot end a later one. The asker's continuation runs as a
/// turn of its own, never within the replying actor's.
/// </summary>
internal sealed class AskSource<TReply> : AskTimer, IValueTaskSource<TReply>
{
    private const int KeptPerThread = 64;

    private static readonly object Over = new();

    [ThreadStatic]
    private static AskSource<TReply>? t_kept;

    [ThreadStatic]
    private static int t_keptCount;

    private ManualResetValueTaskSourceCore<TReply> _core;
    private long _state; // version << 1 | over; 63 bits: a version never comes back
    private AskSource<TReply>? _nextKept;
    private AskRef<TReply>? _ref;
    private ActorRef? _target;
    private Type? _askedType;
    private long _startedAt;
    private ActorSystem _system = null!;
    private object? _cancellation; // null, a CancellationTokenRegistration, or Over
    private bool _cancellable;
    private TReply? _reply;
    private Exception? _error;

    private AskSource()
    {
    }

    /// <summary>Begins an ask. The caller tells the message, then returns the task.</summary>
    internal static AskRef<TReply> Begin(
        ActorSystem system, ActorRef target, Type askedType, TimeSpan timeout, CancellationToken cancellation, out ValueTask<TReply> task)
    {
        var source = t_kept;
        if (source is null)
        {
            source = new AskSource<TReply>();
        }
        else
        {
            t_kept = source._nextKept;
            t_keptCount--;
            source._nextKept = null;
        }

        long version = source._state >> 1;
        var reference = new AskRef<TReply>(system, source, version);
        source._system = system;
        source._ref = reference;
        source._target = target;
        source._askedType = askedType;
        source._startedAt = system.Time.GetTimestamp();
        task = new ValueTask<TReply>(source, source._core.Version);
        source._cancellable = cancellation.CanBeCanceled;
        if (!system.AskTimeouts.TryAdd(source, timeout, version)) source.OnClosed(version);
        if (cancellation.CanBeCanceled) source.CancelWith(version, cancellation);
        return reference;
    }

    internal bool IsPending(long version) => Volatile.Read(ref _state) == version << 1;

    internal ActorRef? TargetOf(long version)
    {
        var target = Volatile.Read(ref _target);
        return IsPending(version) ? target : null;
    }

    internal bool TryReply(long version, TReply reply)
    {
        if (!TryEnd(version)) return false;
        _reply = reply;
        Finish();
        return true;
    }

    internal bool TryFail(long version, Exception error)
    {
        if (!TryEnd(version)) return false;
        _error = error;
        Finish();
        return true;
    }

    internal override void OnTimeout(long version)
    {
        if (!TryEnd(version)) return;
        _error = new AskTimeoutException(_target!, _askedType!, _system.Time.GetElapsedTime(_startedAt), _target!.MailboxDepth, (_target.Origin as ILocalRef)?.Cell.Handling);
        Finish();
    }

    internal override void OnClosed(long version)
    {
        if (!TryEnd(version)) return;
        _error = new DeadActorException(_target!.ToString(), DeadLetterReason.ShuttingDown);
        Finish();
    }

    /// <summary>The asker's continuation.</summary>
    internal override bool Run()
    {
        if (_cancellable && Interlocked.Exchange(ref _cancellation, Over) is CancellationTokenRegistration registration) registration.Unregister();
        if (_error is { } error) _core.SetException(error);
        else _core.SetResult(_reply!);
        return false;
    }

    TReply IValueTaskSource<TReply>.GetResult(short token)
    {
        // Throws where the task is awaited a second time: its source may serve another ask by now.
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending) throw new InvalidOperationException("the ask has not ended; await it, once");
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TReply>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TReply>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TryEnd(long version)
    {
        long pending = version << 1;
        return Interlocked.CompareExchange(ref _state, pending | 1, pending) == pending;
    }

    private void Finish()
    {
        _system.AskTimeouts.Remove(this);
        ulong number = _ref!.GivenNumber;
        if (number != 0) _system.Asks.Remove(number);
        _system.Dispatcher.Schedule(this); // last: from here on it may be in use again
    }

    /// <summary>Ends the ask when <paramref name="token"/> is cancelled. The ask may end meanwhile; whoever comes second takes the registration back.</summary>
    private void CancelWith(long version, CancellationToken token)
    {
        var registration = token.UnsafeRegister(
            static (state, token) =>
            {
                var (source, version) = ((AskSource<TReply>, long))state!;
                source.TryFail(version, new OperationCanceledException(token));
            },
            (this, version));
        if (Interlocked.CompareExchange(ref _cancellation, registration, null) is not null) registration.Unregister();
    }

    private void Recycle()
    {
        _cancellation = null;
        _core.Reset();
        _reply = default;
        _error = null;
        _ref = null;
        _target = null;
        _system = null!;
        Volatile.Write(ref _state, (_state & ~1L) + 2);
        if (t_keptCount >= KeptPerThread) return;
        _nextKept = t_kept;
        t_kept = this;
        t_keptCount++;
    }
}
