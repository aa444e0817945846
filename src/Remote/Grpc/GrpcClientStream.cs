using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Actors.Remote;

/// <summary>The dialler's end of a link.</summary>
internal sealed class GrpcClientStream : ILinkStream
{
    /// <summary>What one read from the connection may bring; a full batch fits.</summary>
    private const int ReadBytes = 128 * 1024;

    private readonly HttpResponseMessage _answer;
    private readonly GrpcCallContent _content;
    private readonly Stream _output;
    private readonly PipeReader _reader;
    private readonly LinkInput _input;
    private readonly TimeSpan _closeTimeout;
    private readonly TimeProvider _time;
    private string? _closed;
    private Task? _disposal;
    private int _released;

    internal GrpcClientStream(
        GrpcClientConnection connection, HttpResponseMessage answer, GrpcCallContent content, Stream input, Stream output, string peer, TimeSpan closeTimeout, TimeProvider time)
    {
        Connection = connection;
        _answer = answer;
        _content = content;
        _output = output;
        _closeTimeout = closeTimeout;
        _time = time;
        _reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: ReadBytes, minimumReadSize: ReadBytes / 4, leaveOpen: true));
        _input = new LinkInput(_reader, peer, EndError);
        RemoteEndPoint = peer;
    }

    /// <summary>Other calls may be opened on it.</summary>
    internal GrpcClientConnection Connection { get; }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public string RemoteEndPoint { get; }

    /// <inheritdoc/>
    public bool IsUnheardFor(TimeSpan time) => Connection.IsUnheardFor(time);

    /// <summary>Called once, when the stream is released.</summary>
    internal Action<ILinkStream>? Released { get; set; }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_closed is not null) throw Closed();
        try
        {
            await _output.WriteAsync(bytes, cancellationToken);
            await _output.FlushAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            string? closed = _closed;
            Abort($"a write failed: {exception.Message}"); // part of a frame may be out: nothing can follow it
            if (closed is not null) throw Closed();
            if (cancellationToken.IsCancellationRequested) throw;
            throw new LinkException($"the link with {RemoteEndPoint} broke: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Interlocked.CompareExchange(ref _closed, reason, null);
        _input.Close(reason);
        Connection.Dispose();
        Release();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposal is null)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _disposal, started.Task, null) is null) return new(CloseAsync(started));
        }

        return new(_disposal);
    }

    private async Task CloseAsync(TaskCompletionSource done)
    {
        Interlocked.CompareExchange(ref _closed, "it was closed on this side", null);
        _input.Close("it was closed on this side");
        _content.End();
        try
        {
            using var limit = new CancellationTokenSource(_closeTimeout, _time);
            await _input.DrainAsync(limit.Token);
        }
        catch (Exception)
        {
            // The peer did not end its side in time, or the connection is broken: nothing is left to do in order.
        }

        Release();
        done.SetResult();
    }

    private void Release()
    {
        _content.End();
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        Connection.Leave();
        Released?.Invoke(this);
    }

    /// <summary>The peer has ended the call: what its status says about that.</summary>
    private string? EndError()
    {
        var status = GrpcStatus.Read(_answer.TrailingHeaders);
        if (status is null) return $"the link with {RemoteEndPoint} broke: the call ended without a status";
        return status.Value.Code == GrpcProtocol.StatusOk ? null : $"{RemoteEndPoint} ended the call with {status}";
    }

    private LinkException Closed() => new($"the link with {RemoteEndPoint} is closed: {_closed}");
}
