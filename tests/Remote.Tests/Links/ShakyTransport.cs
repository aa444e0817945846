namespace Actors.Remote.Tests.Links;

/// <summary>Another transport, on which each step takes its time, as a seed says: so the steps of two handshakes come in many orders.</summary>
internal sealed class ShakyTransport(ILinkTransport inner, int seed) : ILinkTransport
{
    private readonly Random _random = new(seed);
    private int _dialled;

    /// <summary>Streams opened from here.</summary>
    internal int Dialled => Volatile.Read(ref _dialled);

    public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken) =>
        inner.ListenAsync(host, port, async stream =>
        {
            await using var shaky = new Stream(this, stream);
            await accept(shaky);
        }, cancellationToken);

    public async ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _dialled);
        await PauseAsync();
        return new Stream(this, await inner.ConnectAsync(host, port, cancellationToken));
    }

    public async ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken)
    {
        await PauseAsync();
        return new Stream(this, await inner.ConnectBesideAsync(((Stream)beside).Inner, host, port, cancellationToken));
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task PauseAsync()
    {
        int yields;
        lock (_random) yields = _random.Next(3) == 0 ? _random.Next(200) : 0;
        for (int i = 0; i < yields; i++) await Task.Yield();
    }

    private sealed class Stream(ShakyTransport transport, ILinkStream inner) : ILinkStream
    {
        internal ILinkStream Inner => inner;

        public System.IO.Pipelines.PipeReader Input => inner.Input;

        public string RemoteEndPoint => inner.RemoteEndPoint;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await transport.PauseAsync();
            await inner.WriteAsync(bytes, cancellationToken);
        }

        public void Abort(string reason) => inner.Abort(reason);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
