using System.Net;

namespace Actors.Remote;

/// <summary>A request body that stays open: hands its stream out once it is connected, and ends when told.</summary>
internal sealed class GrpcCallContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream that request bytes are written to.</summary>
    internal Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the request's body; the peer sees the end of the stream.</summary>
    internal void End() => _ended.TrySetResult();

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken); // sends the headers, so that the peer can answer before there is a body
        _opened.TrySetResult(stream);
        await _ended.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
