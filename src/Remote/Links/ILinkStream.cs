using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>
/// One bidirectional stream of length-prefixed gRPC messages to a peer: the seam between the protocol and the network.
/// Bytes are kept in order; chunk borders mean nothing. One reader and one writer at a time.
/// </summary>
internal interface ILinkStream : IAsyncDisposable
{
    /// <summary>Bytes from the peer. Completes when the peer has ended its side; fails when the connection broke.</summary>
    PipeReader Input { get; }

    /// <summary>The other end as the network sees it, for logs.</summary>
    string RemoteEndPoint { get; }

    /// <summary>Of a connection that was accepted from a network: to be told how the other end behaves. Null for others.</summary>
    ConnectionAccount? Account => null;

    /// <summary>
    /// Whether the other end's machine has acknowledged nothing for that time, though it was sent something several times: the connection
    /// is dead, and nothing has said so. That nobody reads there is no sign of it. False where the network does not tell.
    /// </summary>
    bool IsUnheardFor(TimeSpan time) => false;

    /// <summary>
    /// Sends <paramref name="bytes"/> and flushes. Completes when the transport has taken them, which is how flow
    /// control reaches the caller; the memory may be reused then.
    /// </summary>
    /// <exception cref="LinkException">The connection is broken or closed.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Ends both sides at once; pending reads and writes fail. Idempotent, thread-safe, does not block.</summary>
    void Abort(string reason);

    // DisposeAsync ends our side in order (the peer sees the end of the stream) and then releases everything, in bounded time.
}
