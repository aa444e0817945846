using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

public sealed class GrpcLinkTransportContractTests : LinkTransportContract
{
    private protected override (ILinkTransport Acceptor, ILinkTransport Dialler) CreatePair() => (Create(), Create());

    private protected override int OpenLinks(ILinkTransport transport) => ((GrpcLinkTransport)transport).OpenLinkCount;

    private static GrpcLinkTransport Create() => new(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
}
