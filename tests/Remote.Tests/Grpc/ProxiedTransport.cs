using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

/// <summary>Real gRPC, except that peers reach the node by the proxy before it.</summary>
internal sealed class ProxiedTransport(Http2Proxy proxy) : ILinkTransport
{
    private readonly GrpcLinkTransport _inner = new(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask<int> ListenAsync(string host, int port, Func<ILinkStream, Task> accept, CancellationToken cancellationToken)
    {
        proxy.Target = await _inner.ListenAsync(host, port, accept, cancellationToken);
        return proxy.Port;
    }

    public ValueTask<ILinkStream> ConnectAsync(string host, int port, CancellationToken cancellationToken) => _inner.ConnectAsync(host, port, cancellationToken);

    public ValueTask<ILinkStream> ConnectBesideAsync(ILinkStream beside, string host, int port, CancellationToken cancellationToken) =>
        _inner.ConnectBesideAsync(beside, host, port, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
