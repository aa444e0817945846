using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>What an accepted connection brings, as fast as its <see cref="FramePace"/> allows. Who is not slowed pays for a look at each frame's header.</summary>
internal sealed class PacedReader(PipeReader inner, FramePace pace, ReceiveHold hold, TimeProvider time) : PipeReader
{
    private readonly Lock _lock = new();
    private ReadOnlySequence<byte> _read;
    private long _admitted; // of what has not been consumed
    private bool _isCut;
    private CancellationTokenSource? _waiting; // under the lock
    private bool _isCanceled; // under the lock

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
        lock (_lock)
        {
            _isCanceled = true;
            _waiting?.Cancel();
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadSlowAsync(ValueTask<ReadResult> read) => Admit(await read);

    private async ValueTask<ReadResult> WaitAsync(CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        lock (_lock)
        {
            _waiting = waiting;
            if (_isCanceled) waiting.Cancel();
        }

        hold.Begin();
        try
        {
            while (!pace.TryRefill()) await Task.Delay(pace.Wait, time, waiting.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // the read below says that it was cancelled
        }
        finally
        {
            lock (_lock) _waiting = null;
        }

        var read = inner.ReadAsync(cancellationToken);
        if (!read.IsCompleted) hold.End();
        return Admit(await read);
    }

    private ReadResult Admit(in ReadResult result)
    {
        if (result.IsCanceled)
        {
            lock (_lock) _isCanceled = false;
        }

        _read = result.Buffer;
        long length = _read.Length;
        if (length > _admitted && !_isCut) _admitted += pace.Admit(_read.Slice(_admitted));
        if (_admitted == length) return result;
        _isCut |= result.IsCompleted; // who had to be slowed and hangs up is not heard out: many such would come to much
        return new ReadResult(_read.Slice(0, _admitted), result.IsCanceled, isCompleted: _isCut);
    }
}
