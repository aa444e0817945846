using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>Lets several pumps write to one stream, one after the other.</summary>
internal sealed class SharedLinkStream(ILinkStream inner) : ILinkStream
{
    private readonly SemaphoreSlim _turn = new(1);

    public PipeReader Input => inner.Input;

    public string RemoteEndPoint => inner.RemoteEndPoint;

    public bool IsUnheardFor(TimeSpan time) => inner.IsUnheardFor(time);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await inner.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Abort(string reason) => inner.Abort(reason);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
