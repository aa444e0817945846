namespace Actors.Remote.Tests.Links;

/// <summary>Of the first streams accepted, the write of Welcome, the second one, ends when the test says so; what it brings is there at once.</summary>
internal sealed class LateWelcomes(ILinkTransport inner, int streams) : ILinkTransport
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource[] _ends = [.. Enumerable.Range(0, streams).Select(static _ => new TaskCompletionSource())]; // who waits goes on at once
    private int _accepted;
    private int _written;

    internal Task AllWritten => _all.Task;

    internal Task EndOthersAsync() => Task.Run(() =>
    {
        foreach (var end in _ends[1..]) end.SetResult();
    });

    internal Task EndAsync(int index) => Task.Run(_ends[index].SetResult);

    internal void Fail(int index) => _ends[index].SetException(new LinkException("cut while it was written"));

    public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken) =>
        inner.ListenAsync(host, port, stream => accept(new Stream(this, stream, Interlocked.Increment(ref _accepted))), cancellationToken);

    public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) => inner.ConnectAsync(host, port, cancellationToken);

    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        inner.ConnectBesideAsync(beside, host, port, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task OnWelcome(int number)
    {
        if (number > streams) return Task.CompletedTask;
        if (Interlocked.Increment(ref _written) == streams) _all.TrySetResult();
        return _ends[number - 1].Task;
    }

    private sealed class Stream(LateWelcomes transport, ILinkStream inner, int number) : ILinkStream
    {
        private int _writes;

        public System.IO.Pipelines.PipeReader Input => inner.Input;

        public string RemoteEndPoint => inner.RemoteEndPoint;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            await inner.WriteAsync(bytes, cancellationToken);
            if (++_writes == 2) await transport.OnWelcome(number).ConfigureAwait(false);
        }

        public void Abort(string reason) => inner.Abort(reason);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
