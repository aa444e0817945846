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

    [ThreadStatic]
    private static AskSource<TReply>? t_kept;

    [ThreadStatic]
    private static int t_keptCount;

    private ManualResetValueTaskSourceCore<TReply> _core;
    private long _state; // version << 1 | over
    private AskSource<TReply>? _nextKept;
    private AskRef<TReply>? _ref;
    private ActorRef? _target;
    private Type? _askedType;
    private long _startedAt;
    private CancellationTokenRegistration _cancellation;
    private TReply? _reply;
    private Exception? _error;

    private AskSource()
    {
    }

    internal ActorSystem System { get; private set; } = null!;

    /// <summary>Begins an ask. The caller tells the message, then returns the task.</summary>
    internal static AskRef<TReply> Begin(ActorSystem system, ActorRef target, Type askedType, TimeSpan timeout, out ValueTask<TReply> task)
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

        int version = (int)(source._state >> 1);
        var reference = new AskRef<TReply>(source, version);
        source.System = system;
        source._ref = reference;
        source._target = target;
        source._askedType = askedType;
        source._startedAt = system.Time.GetTimestamp();
        task = new ValueTask<TReply>(source, source._core.Version);
        system.AskTimeouts.Add(source, timeout, version);
        return reference;
    }

    internal bool IsPending(int version) => Volatile.Read(ref _state) == (long)version << 1;

    internal ActorRef? TargetOf(int version)
    {
        var target = _target;
        return IsPending(version) ? target : null;
    }

    internal bool TryReply(int version, TReply reply)
    {
        if (!TryEnd(version)) return false;
        _reply = reply;
        Finish();
        return true;
    }

    internal bool TryFail(int version, Exception error)
    {
        if (!TryEnd(version)) return false;
        _error = error;
        Finish();
        return true;
    }

    /// <summary>Ends the ask when <paramref name="token"/> is cancelled. Called by the asker right after Begin.</summary>
    internal void CancelWith(int version, CancellationToken token) =>
        _cancellation = token.UnsafeRegister(
            static (state, token) =>
            {
                var (source, version) = ((AskSource<TReply>, int))state!;
                source.TryFail(version, new OperationCanceledException(token));
            },
            (this, version));

    internal override void OnTimeout(int version)
    {
        if (!TryEnd(version)) return;
        _error = new AskTimeoutException(_target!, _askedType!, System.Time.GetElapsedTime(_startedAt), (_target as ILocalRef)?.Cell.Depth);
        Finish();
    }

    /// <summary>The asker's continuation.</summary>
    internal override bool Run()
    {
        _cancellation.Unregister();
        if (_error is { } error) _core.SetException(error);
        else _core.SetResult(_reply!);
        return false;
    }

    TReply IValueTaskSource<TReply>.GetResult(short token)
    {
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

    private bool TryEnd(int version)
    {
        long pending = (long)version << 1;
        return Interlocked.CompareExchange(ref _state, pending | 1, pending) == pending;
    }

    private void Finish()
    {
        System.AskTimeouts.Remove(this);
        ulong number = _ref!.GivenNumber;
        if (number != 0) System.Asks.Remove(number);
        System.Dispatcher.Schedule(this);
    }

    private void Recycle()
    {
        _cancellation = default;
        _core.Reset();
        _reply = default;
        _error = null;
        _ref = null;
        _target = null;
        Volatile.Write(ref _state, (_state & ~1L) + 2);
        if (t_keptCount >= KeptPerThread) return;
        _nextKept = t_kept;
        t_kept = this;
        t_keptCount++;
    }
}
