namespace Actors.Remote;

/// <summary>Opens and accepts <see cref="ILinkStream"/>s: gRPC over HTTP/2 in production, memory in simulations.</summary>
internal interface ILinkTransport : IAsyncDisposable
{
    /// <summary>
    /// Starts to accept. Each accepted stream is handed to <paramref name="accept"/>; the stream is released when its
    /// task ends. Returns the port that is bound (for port 0: the one chosen).
    /// </summary>
    /// <exception cref="LinkException">The address cannot be bound; the message names it and the reason.</exception>
    ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken);

    /// <summary>Opens a stream on a connection of its own.</summary>
    /// <exception cref="LinkException">The peer cannot be reached; the message names it and the reason.</exception>
    ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a stream to where <paramref name="beside"/>, which this transport has opened, leads: on its connection, if the
    /// transport has such. Neither can fill the other's way; when one is aborted, the other may break too.
    /// </summary>
    /// <exception cref="LinkException">The peer cannot be reached, or <paramref name="beside"/> is broken or closed.</exception>
    ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken);
}
