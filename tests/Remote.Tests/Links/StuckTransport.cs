namespace Actors.Remote.Tests.Links;

/// <summary>Another transport, whose accepted streams take nothing more once the test says so: their writes begin, and end only with the stream.</summary>
internal sealed class StuckTransport(ILinkTransport inner) : ILinkTransport
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStuck;

    /// <summary>A write has begun that does not end.</summary>
    internal Task Begun => _begun.Task.WaitAsync(Nodes.TestNode.Patience);

    internal void Stick() => _isStuck = true;

    public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken) =>
        inner.ListenAsync(host, port, stream => accept(new Stream(this, stream)), cancellationToken);

    public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) => inner.ConnectAsync(host, port, cancellationToken);

    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        inner.ConnectBesideAsync(beside, host, port, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Stream(StuckTransport transport, ILinkStream inner) : ILinkStream
    {
        private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public System.IO.Pipelines.PipeReader Input => inner.Input;

        public string RemoteEndPoint => inner.RemoteEndPoint;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (transport._isStuck)
            {
                transport._begun.TrySetResult();
                await _aborted.Task;
            }

            await inner.WriteAsync(bytes, cancellationToken);
        }

        public void Abort(string reason)
        {
            inner.Abort(reason);
            _aborted.TrySetResult();
        }

        public ValueTask DisposeAsync()
        {
            _aborted.TrySetResult();
            return inner.DisposeAsync();
        }
    }
}
