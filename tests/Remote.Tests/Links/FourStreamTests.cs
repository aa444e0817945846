using Actors.Remote.Tests.Inbound;
using Actors.Remote.Tests.Nodes;
using Actors.Remote.Tests.Watching;
using Xunit.Abstractions;

namespace Actors.Remote.Tests.Links;

// What holds over links with one data stream holds over links with four.

public sealed class FourStreamRemoteNodeTests : RemoteNodeTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamOutboundTests : OutboundTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamReconnectTests : ReconnectTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamLargeMessageTests : LargeMessageTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamBackPressureLossTests : BackPressureLossTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamInboundBudgetTests(ITestOutputHelper output) : InboundBudgetTests(output)
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamRemoteWatchTests : RemoteWatchTests
{
    private protected override int DataStreams => 4;
}

public sealed class FourStreamControlLossTests : ControlLossTests
{
    private protected override int DataStreams => 4;
}
