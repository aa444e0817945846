using System.IO.Pipelines;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Some nodes on one network in memory, stopped together. Links have that many data streams, whatever the nodes' options say; 0: they say.</summary>
internal sealed class TestCluster(int dataStreams = 1) : IAsyncDisposable
{
    private readonly List<TestNode> _nodes = [];

    internal InMemoryNetwork Network { get; } = new(PipeScheduler.ThreadPool);

    internal async Task<TestNode> StartAsync(string name, RemoteOptions? options = null, TimeProvider? time = null, ulong incarnation = 1)
    {
        var node = await TestNode.StartAsync(name, Transport(name, time), (options ?? TestNode.Options) with { DataStreams = dataStreams == 0 ? (options ?? TestNode.Options).DataStreams : dataStreams }, time, incarnation);
        _nodes.Add(node);
        return node;
    }

    /// <summary>The time bounds how long the peer may take to end its side of a link: a machine may stand still longer than the two seconds that are meant.</summary>
    internal InMemoryLinkTransport Transport(string name, TimeProvider? time = null) => Network.CreateTransport(name, time ?? new SlowTime());

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }
}
