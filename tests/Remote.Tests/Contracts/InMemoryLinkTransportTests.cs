using System.IO.Pipelines;

namespace Actors.Remote.Tests;

public sealed class InMemoryLinkTransportTests : LinkTransportContract
{
    private protected override (ILinkTransport Acceptor, ILinkTransport Dialler) CreatePair()
    {
        var network = new InMemoryNetwork(PipeScheduler.ThreadPool);
        return (network.CreateTransport("acceptor", TimeProvider.System), network.CreateTransport("dialler", TimeProvider.System));
    }

    private protected override int OpenLinks(ILinkTransport transport) => ((InMemoryLinkTransport)transport).Links.Count;
}
