using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Actors.Cluster;

/// <summary>A client's connection to the server: many calls at once, told apart by their ids.</summary>
internal sealed class EmbeddedConnection : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<EmbeddedResponse>> _calls = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Task _reading = Task.CompletedTask;
    private long _lastId;
    private volatile bool _broken;

    private EmbeddedConnection(NetworkStream stream) => _stream = stream;

    internal bool IsBroken => _broken;

    /// <summary>Connects and greets.</summary>
    /// <exception cref="IOException">There is no server, or it refuses.</exception>
    internal static async ValueTask<EmbeddedConnection> OpenAsync(EmbeddedAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port, cancellationToken);
            var connection = new EmbeddedConnection(new NetworkStream(socket, ownsSocket: true));
            await connection.GreetAsync(address, cancellationToken);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="IOException">The connection broke; a transaction may have been committed.</exception>
    internal async ValueTask<EmbeddedResponse> CallAsync(EmbeddedRequest request, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<EmbeddedResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        request = request with { Id = Interlocked.Increment(ref _lastId) };
        _calls[request.Id] = answer;
        try
        {
            if (_broken) throw new IOException("The connection is broken.");
            await WriteAsync(request, cancellationToken);
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _calls.TryRemove(request.Id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break();
        await _reading;
        await _stream.DisposeAsync(); // not the semaphore: who waits at it finds the stream closed, and goes to the next server
    }

    internal void Break()
    {
        _broken = true;
        _stream.Close();
    }

    private async ValueTask WriteAsync(EmbeddedRequest request, CancellationToken cancellationToken)
    {
        byte[] frame = EmbeddedFrame.Encode(request, EmbeddedJson.Default.EmbeddedRequest);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Not cancelled halfway: half a frame would spoil the stream for every other call.
            await _stream.WriteAsync(frame, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask GreetAsync(EmbeddedAddress address, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(EmbeddedFrame.Encode(new EmbeddedRequest(0, "hello", address.Secret), EmbeddedJson.Default.EmbeddedRequest), cancellationToken);
        var welcome = await EmbeddedFrame.ReadAsync(_stream, 4096, EmbeddedJson.Default.EmbeddedResponse, cancellationToken);
        if (welcome is not { Error: null }) throw new IOException(welcome?.Error ?? "The server closed the connection.");
        _reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await EmbeddedFrame.ReadAsync(_stream, EmbeddedFrame.MaxFrameBytes, EmbeddedJson.Default.EmbeddedResponse, CancellationToken.None) is { } response)
                if (_calls.TryGetValue(response.Id, out var call)) call.TrySetResult(response);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException)
        {
        }

        _broken = true;
        foreach (var call in _calls.Values) call.TrySetException(new IOException("The server closed the connection."));
    }
}
