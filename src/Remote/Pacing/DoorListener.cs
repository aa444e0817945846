using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Actors.Remote;

/// <summary>Accepts for the HTTP/2 server, which sees only whom the <see cref="Door"/> has let in: to refuse costs little that way.</summary>
internal sealed class DoorListener : IConnectionListener
{
    /// <summary>Refused ones between two pauses: about 1,000 in a second are accepted only to be closed, the kernel lets further ones wait or not in.</summary>
    private const int RefusalsAtOnce = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Socket _listening;
    private readonly Door _door;
    private readonly SocketConnectionContextFactory _connections;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _disposed;

    internal DoorListener(Socket listening, Door door, SocketConnectionContextFactory connections, TimeProvider time)
    {
        _listening = listening;
        _door = door;
        _connections = connections;
        _time = time;
        EndPoint = listening.LocalEndPoint!;
        _accepting = AcceptAllAsync();
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _door.Admitted.WaitToReadAsync(cancellationToken))
        {
            while (_door.Admitted.TryRead(out var admitted))
            {
                try
                {
                    admitted.Socket.NoDelay = true;
                    var connection = _connections.Create(admitted.Socket);
                    connection.Items[typeof(Caller)] = admitted.Caller;
                    return connection;
                }
                catch (SocketException)
                {
                    admitted.Socket.Dispose(); // it has gone again
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _end.CancelAsync();
            _listening.Dispose();
        }

        await _accepting;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _connections.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAllAsync()
    {
        int refused = 0;
        try
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    if (_door.OnAccepted(await _listening.AcceptAsync(_end.Token)) || ++refused < RefusalsAtOnce) continue;
                }
                catch (SocketException)
                {
                    // reset while it waited to be accepted, or no more handles: another one may do better
                }

                refused = 0;
                await Task.Delay(Pause, _time, _end.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // nothing is accepted any more
        }
        finally
        {
            _door.Dispose();
        }
    }
}
