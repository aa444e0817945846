namespace Actors.Remote.Tests.Links;

/// <summary>Another transport, from which nothing is dialled before the test lets it.</summary>
internal sealed class HeldDials(ILinkTransport inner) : ILinkTransport
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A dial is held.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>A dial that was held has been called off.</summary>
    internal Task Cancelled => _cancelled.Task;

    /// <summary>Dials that are held fail, later ones are not held.</summary>
    internal void Fail() => _free.SetException(new LinkException("the test says so"));

    public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken) =>
        inner.ListenAsync(host, port, accept, cancellationToken);

    public async ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (!_free.Task.IsCompleted)
        {
            _begun.TrySetResult();
            try
            {
                await _free.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _cancelled.TrySetResult();
                throw;
            }
        }

        return await inner.ConnectAsync(host, port, cancellationToken);
    }

    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        inner.ConnectBesideAsync(beside, host, port, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
