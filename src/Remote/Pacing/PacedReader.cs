using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>What an accepted connection brings, as fast as its <see cref="FramePace"/> allows. Who is not slowed pays for a look at each frame's header.</summary>
internal sealed class PacedReader(PipeReader inner, FramePace pace, ReceiveHold hold, TimeProvider time) : PipeReader
{
    private ReadOnlySequence<byte> _read;
    private long _admitted; // of what has not been consumed
    private SequencePosition _admittedTo; // holds as long as anything admitted is left; to count up to it again would cost a look at each segment
    private bool _isCut;
    private TaskCompletionSource? _woken;
    private volatile bool _isCanceled;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_isCut && _admitted == 0) return new(new ReadResult(default, isCanceled: false, isCompleted: true));
        if (pace.IsSpent && !_isCut) return WaitAsync(cancellationToken);
        var read = inner.ReadAsync(cancellationToken);
        if (read.IsCompletedSuccessfully) return new(Admit(read.Result));
        hold.End();
        return ReadSlowAsync(read);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        result = default;
        if (pace.IsSpent && !pace.TryRefill()) return false;
        if (!inner.TryRead(out result)) return false;
        result = Admit(result);
        return true;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_isCut && _admitted == 0) return;
        _admitted -= _read.Slice(0, consumed).Length;
        _read = default;
        inner.AdvanceTo(consumed, examined);
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        inner.CancelPendingRead();
        _isCanceled = true;
        Interlocked.MemoryBarrier(); // it is seen by who waits, or who waits is seen
        Wake();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadSlowAsync(ValueTask<ReadResult> read) => Admit(await read);

    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        hold.Begin();
        while (!pace.TryRefill())
        {
            var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _woken, woken);
            if (_isCanceled) break;
            pace.Paid = Wake;
            if (pace.TryRefill()) break; // paid before it was asked to say so
            await woken.Task.WaitAsync(pace.Wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        pace.Paid = null;
        var read = inner.ReadAsync(cancellationToken);
        if (!read.IsCompleted) hold.End();
        return Admit(await read);
    }

    private void Wake() => Volatile.Read(ref _woken)?.TrySetResult();

    private ReadResult Admit(in ReadResult result)
    {
        if (result.IsCanceled) _isCanceled = false;
        _read = result.Buffer;
        long length = _read.Length;
        if (length > _admitted && !_isCut) _admitted += pace.Admit(_admitted == 0 ? _read : _read.Slice(_admittedTo));
        if (_admitted == length)
        {
            _admittedTo = _read.End;
            return result;
        }

        _admittedTo = _read.GetPosition(_admitted);
        _isCut |= result.IsCompleted; // who had to be slowed and hangs up is not heard out: many such would come to much
        return new ReadResult(_read.Slice(0, _admitted), result.IsCanceled, isCompleted: _isCut);
    }
}
