using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>One end of an <see cref="InMemoryLink"/>.</summary>
internal sealed class InMemoryLinkStream : ILinkStream
{
    private readonly InMemoryLink _link;
    private readonly InMemoryLinkTransport _transport;
    private readonly PipeReader _reader;
    private readonly PipeWriter _output;
    private readonly LinkInput _input;
    private readonly TaskCompletionSource _broken = new();
    private string? _closed;
    private Task? _disposal;
    private int _released;

    internal InMemoryLinkStream(
        InMemoryLink link, InMemoryLinkTransport transport, PipeReader reader, PipeWriter output, string peer, string remoteEndPoint)
    {
        _link = link;
        _transport = transport;
        _reader = reader;
        _output = output;
        _input = new LinkInput(reader, peer, static () => null);
        RemoteEndPoint = remoteEndPoint;
    }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public string RemoteEndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _closed) is not null) throw Closed();
        try
        {
            while (_link.StallOf(this) is { } stall && _closed is null)
                await Task.WhenAny(stall, _broken.Task).WaitAsync(cancellationToken);
            if (Volatile.Read(ref _closed) is not null) throw Closed();
            FlushResult result = await _output.WriteAsync(bytes, cancellationToken);
            if (Volatile.Read(ref _closed) is not null) throw Closed();
            if (result.IsCompleted) throw new LinkException($"the link with {RemoteEndPoint} broke: the peer is gone");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abort("a write was cancelled"); // part of a frame may be out: nothing can follow it
            throw;
        }
    }

    /// <inheritdoc/>
    public void Abort(string reason)
    {
        Break(reason);
        InMemoryLinkStream peer = _link.Dialled == this ? _link.Accepted : _link.Dialled;
        peer.Break($"the peer aborted it: {reason}");
    }

    /// <summary>Ends this side at once. What the peer has sent and we have not read is lost, as with a reset.</summary>
    internal void Break(string reason)
    {
        Interlocked.CompareExchange(ref _closed, reason, null);
        _broken.TrySetResult();
        _input.Close(reason);
        _output.CancelPendingFlush();
        Release();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_disposal is null)
        {
            var done = new TaskCompletionSource();
            if (Interlocked.CompareExchange(ref _disposal, done.Task, null) is null) return new(CloseAsync(done));
        }

        return new(_disposal);
    }

    private async Task CloseAsync(TaskCompletionSource done)
    {
        const string reason = "it was closed on this side";
        bool broken = Interlocked.CompareExchange(ref _closed, reason, null) is not null;
        _input.Close(reason);
        try
        {
            if (!broken)
            {
                using var limit = new CancellationTokenSource(InMemoryLinkTransport.CloseTimeout, _transport.Time);
                await _output.CompleteAsync();
                await Task.WhenAny(_input.DrainAsync(limit.Token), _broken.Task);
                if (_input.HasEnded) await _reader.CompleteAsync();
                else Abort("the peer did not end its side in time");
            }
        }
        finally
        {
            Release();
            done.SetResult();
        }
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        _transport.Links.Remove(this);
        _link.Release();
    }

    private LinkException Closed() => new($"the link with {RemoteEndPoint} is closed: {_closed}");
}
