namespace Actors.Remote;

/// <summary>One node's links in an <see cref="InMemoryNetwork"/>, with the semantics of the real ones. Thread-safe.</summary>
internal sealed class InMemoryLinkTransport : ILinkTransport
{
    /// <summary>How long an orderly end waits for the peer's.</summary>
    internal static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly InMemoryNetwork _network;
    private readonly List<InMemoryListener> _listeners = [];

    internal InMemoryLinkTransport(InMemoryNetwork network, string name, TimeProvider time)
    {
        _network = network;
        Name = name;
        Time = time;
    }

    /// <summary>What the network calls this node.</summary>
    internal string Name { get; }

    internal TimeProvider Time { get; }

    internal OpenLinks Links { get; } = new();

    /// <inheritdoc/>
    public ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken)
    {
        var listener = new InMemoryListener(this, accept);
        int chosen = _network.Register(host, port, listener);
        lock (_listeners) _listeners.Add(listener);
        return new(chosen);
    }

    /// <inheritdoc/>
    public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (InMemoryLink link, InMemoryListener listener) = _network.Open(this, host, port);
        if (!Links.TryAdd(link.Dialled) || !listener.Transport.Links.TryAdd(link.Accepted))
        {
            link.Break("a transport is closed");
            throw new LinkException($"cannot connect to {host}:{port}: a transport is closed");
        }

        _ = listener.RunAsync(link.Accepted);
        return new(link.Dialled);
    }

    /// <inheritdoc/>
    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        ConnectAsync(host, port, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_listeners)
        {
            foreach (InMemoryListener listener in _listeners) _network.Unregister(listener);
            _listeners.Clear();
        }

        foreach (ILinkStream link in Links.Close()) link.Abort("this node's transport is closed");
        return default;
    }
}
