using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>
/// What a link gives out as its input: the transport's reader, except that every way it breaks is a
/// <see cref="LinkException"/> with the reason, and that closing the link ends a pending read.
/// </summary>
internal sealed class LinkInput : PipeReader
{
    private readonly PipeReader _reader;
    private readonly string _peer;
    private readonly Func<string?> _endError;

    /// <summary>Completed when the link is closed and its user holds no part of the input any more.</summary>
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _closed;
    private int _state;

    /// <summary>From the start of a read to the AdvanceTo that follows it: the reader is the user's.</summary>
    private const int Reading = 1;

    /// <summary>No read may start any more: the reader is the link's as soon as it is not the user's.</summary>
    private const int Closing = 2;

    /// <param name="reader">The transport's reader.</param>
    /// <param name="peer">For messages.</param>
    /// <param name="endError">Asked once the peer has ended its side: what it says went wrong, or null.</param>
    internal LinkInput(PipeReader reader, string peer, Func<string?> endError)
    {
        _reader = reader;
        _peer = peer;
        _endError = endError;
    }

    /// <summary>True once the peer's end, in order or not, has been seen.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Fails the pending and all later reads with <paramref name="reason"/>. The first reason stays.</summary>
    internal void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _closed, reason, null) is not null) return;
        if ((Interlocked.Or(ref _state, Closing) & Reading) == 0) _idle.TrySetResult();
        try
        {
            _reader.CancelPendingRead();
        }
        catch (Exception)
        {
            // Kestrel throws when the stream is broken already; then the pending read fails without our help.
        }
    }

    /// <summary>After <see cref="Close"/>: throws away what still comes until the peer ends its side.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (HasEnded) return;
        await _idle.Task.WaitAsync(cancellationToken);
        while (!HasEnded)
        {
            ReadResult result = await _reader.ReadAsync(cancellationToken);
            _reader.AdvanceTo(result.Buffer.End);
            HasEnded = result.IsCompleted;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        ValueTask<ReadResult> read;
        try
        {
            read = _reader.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (!IsMisuse(exception))
        {
            return ValueTask.FromException<ReadResult>(Fail(exception, cancellationToken));
        }

        return read.IsCompletedSuccessfully ? new(Leave(read.Result)) : ReadSlowAsync(read, cancellationToken);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        Enter();
        try
        {
            if (_reader.TryRead(out result))
            {
                result = Leave(result);
                return true;
            }

            MarkIdle();
            return false;
        }
        catch (Exception exception) when (exception is not LinkException && !IsMisuse(exception))
        {
            throw Fail(exception, default);
        }
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            _reader.AdvanceTo(consumed, examined);
        }
        catch (Exception exception) when (!IsMisuse(exception))
        {
            throw Fail(exception, default); // Kestrel's throws when the stream has been aborted
        }

        MarkIdle();
    }

    /// <inheritdoc/>
    public override void CancelPendingRead() => _reader.CancelPendingRead();

    /// <summary>Does nothing: the link releases its reader when it is disposed.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadSlowAsync(ValueTask<ReadResult> read, CancellationToken cancellationToken)
    {
        ReadResult result;
        try
        {
            result = await read;
        }
        catch (Exception exception)
        {
            throw Fail(exception, cancellationToken);
        }

        return Leave(result);
    }

    private void Enter()
    {
        if ((Interlocked.Or(ref _state, Reading) & Closing) == 0) return;
        MarkIdle();
        throw Closed();
    }

    private ReadResult Leave(ReadResult result)
    {
        if ((Volatile.Read(ref _state) & Closing) != 0)
        {
            GiveBack(result);
            MarkIdle();
            throw Closed();
        }

        if (result.IsCompleted)
        {
            HasEnded = true;
            if (_endError() is { } error) throw new LinkException(error);
        }

        return result;
    }

    private void GiveBack(ReadResult result)
    {
        try
        {
            _reader.AdvanceTo(result.Buffer.Start);
        }
        catch (Exception)
        {
            // Kestrel's throws when the stream has been aborted: whoever reads hears why the link was closed.
        }
    }

    private Exception Fail(Exception exception, CancellationToken cancellationToken)
    {
        MarkIdle();
        if (Volatile.Read(ref _closed) is not null) return Closed();
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested) return exception;
        HasEnded = true;
        return new LinkException($"the link with {_peer} broke: {exception.Message}", exception);
    }

    /// <summary>Two reads at once, or nothing read to advance: the caller's defect, not the link's end.</summary>
    private static bool IsMisuse(Exception exception) => exception is InvalidOperationException and not ObjectDisposedException;

    private void MarkIdle()
    {
        if ((Interlocked.And(ref _state, ~Reading) & Closing) != 0) _idle.TrySetResult();
    }

    private LinkException Closed() => new($"the link with {_peer} is closed: {_closed}");
}
