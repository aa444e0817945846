namespace Actors.Remote.Tests.Nodes;

public sealed class LinkEventQueueTests
{
    private static readonly NodeAddress s_node = new("b", "b.example", 1);

    private readonly ActorSystem _system = ActorSystem.Create("a");
    private readonly LinkEventQueue _queue;
    private readonly List<ulong> _heard = [];

    public LinkEventQueueTests() => _queue = new LinkEventQueue(_system.Events);

    [Fact]
    public void Publish_WhileHeld_ComesWithTheLastReleaseInOrder()
    {
        using var heard = Hear();
        _queue.Hold();
        _queue.Publish(Event(1));
        _queue.Hold();
        _queue.Publish(Event(2));
        _queue.Release();
        Assert.Empty(_heard);
        _queue.Release();
        _queue.Publish(Event(3));
        Assert.Equal([1, 2, 3], _heard);
    }

    /// <summary>What a listener causes comes behind what was held back before. Fails when Publish looks at the holds only.</summary>
    [Fact]
    public void Publish_WithinAListener_ComesBehindWhatWasHeldBack()
    {
        using var first = _system.Events.Subscribe<LinkConnected>(change =>
        {
            if (change.Peer.Incarnation == 1) _queue.Publish(Event(3));
            if (change.Peer.Incarnation != 2) return;
            _queue.Hold();
            _queue.Publish(Event(4));
            _queue.Release();
        });
        using var heard = Hear();
        _queue.Hold();
        _queue.Publish(Event(1));
        _queue.Publish(Event(2));
        _queue.Release();
        Assert.Equal([1, 2, 3, 4], _heard);
    }

    /// <summary>A listener that does not return holds up neither who publishes nor memory.</summary>
    [Fact]
    public void Publish_BeyondWhatMayBeHeld_Overtakes()
    {
        using var heard = Hear();
        _queue.Hold();
        for (ulong i = 1; i <= LinkEventQueue.MaxHeld + 1; i++) _queue.Publish(Event(i));
        Assert.Equal([(ulong)LinkEventQueue.MaxHeld + 1], _heard);
        _queue.Release();
        Assert.Equal(LinkEventQueue.MaxHeld + 1, _heard.Count);
    }

    /// <summary>Each is told once whichever threads hold, publish and release, and those of a thread in their order.</summary>
    [Fact]
    public async Task Publish_FromManyThreads_TellsEachOnceAndThoseOfAThreadInOrder()
    {
        const int threads = 4, each = 2_000;
        var heard = new List<(ulong Thread, int Number)>();
        using var subscription = _system.Events.Subscribe<LinkConnected>(change =>
        {
            lock (heard) heard.Add((change.Peer.Incarnation, change.Peer.Port));
        });
        await Task.WhenAll(Enumerable.Range(1, threads).Select(thread => Task.Run(() =>
        {
            for (int i = 1; i <= each; i++)
            {
                _queue.Hold();
                _queue.Publish(new LinkConnected(new NodeAddress("b", "b.example", i, (ulong)thread)));
                _queue.Release();
            }
        })));
        // Whoever was publishing has told all by the end of its own Release.
        foreach (var own in heard.GroupBy(static one => one.Thread)) Assert.Equal(Enumerable.Range(1, each), own.Select(static one => one.Number));
        Assert.Equal(threads * each, heard.Count);
    }

    private IDisposable Hear() => _system.Events.Subscribe<LinkConnected>(change => _heard.Add(change.Peer.Incarnation));

    private static LinkConnected Event(ulong number) => new(s_node with { Incarnation = number });
}
