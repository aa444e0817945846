using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <summary>Listens as the HTTP/2 server's own transport does, with a <see cref="Door"/> before it.</summary>
internal sealed class DoorListenerFactory(GrpcTransportOptions options, TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory
{
    /// <summary>Connections that the kernel completes and keeps until they are accepted.</summary>
    private const int Backlog = 512;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var connections = new SocketConnectionFactoryOptions { UnsafePreferInlineScheduling = options.PreferInlineScheduling };
        Socket socket;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(error.Message, error);
        }

        socket.Listen(Backlog);
        var factory = new SocketConnectionContextFactory(connections, loggers.CreateLogger<SocketConnectionContextFactory>());
        return new(new DoorListener(socket, new Door(time, options), factory, time));
    }
}
