using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Remote;

/// <summary>The acceptor's end of a link: one HTTP/2 stream of Kestrel.</summary>
internal sealed class GrpcServerStream : ILinkStream
{
    private readonly LinkInput _input;
    private readonly PipeWriter _output;
    private readonly IHttpResponseBodyFeature _body;
    private readonly IHttpResponseTrailersFeature? _trailers;
    private readonly IHttpRequestLifetimeFeature _lifetime;
    private readonly CancellationToken _requestAborted;
    private readonly ConnectionLinks _links;
    private readonly Socket? _socket;
    private readonly Lock _lock = new();
    private readonly TimeSpan _closeTimeout;
    private readonly TimeProvider _time;
    private string? _closed;
    private Task? _disposal;
    private bool _released;
    private bool _left;

    internal GrpcServerStream(IFeatureCollection features, string peer, TimeSpan closeTimeout, TimeProvider time)
    {
        _body = features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _trailers = features.Get<IHttpResponseTrailersFeature>();
        _lifetime = features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _requestAborted = _lifetime.RequestAborted;
        _links = ConnectionLinks.Join(features);
        _socket = features.Get<IConnectionSocketFeature>()?.Socket;
        Account = (ConnectionAccount)features.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(ConnectionAccount)]!;
        _output = _body.Writer;
        _input = new LinkInput(features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader, peer, static () => null);
        _closeTimeout = closeTimeout;
        _time = time;
        RemoteEndPoint = peer;
    }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public string RemoteEndPoint { get; }

    /// <inheritdoc/>
    public ConnectionAccount? Account { get; }

    /// <inheritdoc/>
    public bool IsUnheardFor(TimeSpan time) => TcpSilence.IsLongerThan(_socket, time);

    /// <summary>Called once, when the stream is released.</summary>
    internal Action<ILinkStream>? Released { get; set; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _closed) is not null) return ValueTask.FromException(Closed());
        ValueTask<FlushResult> flush;
        try
        {
            flush = _output.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(Fail(exception, cancellationToken));
        }

        if (!flush.IsCompletedSuccessfully) return AwaitAsync(flush, cancellationToken);
        return IsTaken(flush.Result) ? default : ValueTask.FromException(Fail(null, cancellationToken));
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Interlocked.CompareExchange(ref _closed, reason, null);
        _input.Close(reason);
        Reset();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(EndAsync(GrpcProtocol.StatusOk, ""));

    /// <summary>Ends the call with a status. Only the first end counts; all wait for it.</summary>
    internal Task EndAsync(int status, string message)
    {
        if (_disposal is null)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _disposal, done.Task, null) is null) return CloseAsync(status, message, done);
        }

        return _disposal;
    }

    private async Task CloseAsync(int status, string message, TaskCompletionSource done)
    {
        bool aborted = Interlocked.CompareExchange(ref _closed, "it was closed on this side", null) is not null;
        _input.Close("it was closed on this side");
        try
        {
            if (!aborted)
            {
                using var limit = new CancellationTokenSource(_closeTimeout, _time);
                SetTrailers(status, message);
                await _body.CompleteAsync().WaitAsync(limit.Token);
                await _input.DrainAsync(limit.Token);
            }
        }
        catch (Exception)
        {
            Reset(); // the peer did not end its side in time, or is gone
        }

        lock (_lock)
        {
            _released = true;
            Leave(aborted: false);
        }

        Released?.Invoke(this);
        done.SetResult();
    }

    /// <summary>Kestrel uses its stream objects again for later requests: hands off once ours has ended.</summary>
    private void Reset()
    {
        lock (_lock)
        {
            if (_released) return;
            _lifetime.Abort();
            Leave(aborted: true);
        }
    }

    private void Leave(bool aborted)
    {
        if (!_left) _links.Leave(aborted);
        _left = true;
    }

    private void SetTrailers(int status, string message)
    {
        if (_trailers is null || _trailers.Trailers.IsReadOnly) return;
        _trailers.Trailers[GrpcProtocol.StatusHeader] = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (message.Length > 0) _trailers.Trailers[GrpcProtocol.MessageHeader] = GrpcProtocol.EncodeMessage(message);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask<FlushResult> flush, CancellationToken cancellationToken)
    {
        FlushResult result;
        try
        {
            result = await flush;
        }
        catch (Exception exception)
        {
            throw Fail(exception, cancellationToken);
        }

        if (!IsTaken(result)) throw Fail(null, cancellationToken);
    }

    /// <summary>Kestrel lets writes to a dead stream pass in silence; its results and its abort token tell.</summary>
    private bool IsTaken(FlushResult result) =>
        !result.IsCompleted && !result.IsCanceled && !_requestAborted.IsCancellationRequested && Volatile.Read(ref _closed) is null;

    private Exception Fail(Exception? exception, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _closed) is not null) return Closed();
        string reason = exception?.Message ?? "the peer is gone";
        Abort($"a write failed: {reason}"); // part of a frame may be out: nothing can follow it
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested) return exception;
        return new LinkException($"the link with {RemoteEndPoint} broke: {reason}", exception);
    }

    private LinkException Closed() => new($"the link with {RemoteEndPoint} is closed: {_closed}");
}
