using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

public sealed class WaitForRoomTests
{
    /// <summary>
    /// There is room when TellAsync looks, and none any more when it tells: others, here called in between, have taken it. It waits
    /// again. Fails (the message is a dead letter, OutboundFull) when it tells as Tell does.
    /// </summary>
    [Fact]
    public async Task TellAsync_OthersTakeTheRoomThatItHasSeen_WaitsAgain()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a", TestNode.Options with { OutboundLimitMessages = 2 }), await cluster.StartAsync("b"));
        var inbox = b.SpawnInbox<Number>("inbox");
        cluster.Network.Cut("a", "b");
        var target = a.Ref<Number>(b, "inbox");
        var told = TellBetween(target, 7, () =>
        {
            for (int i = 0; i < 3; i++) target.Tell(new Number(i));
        });
        Assert.False(told.IsCompleted);
        cluster.Network.Heal("a", "b");
        await told.WaitAsync(TestNode.Patience);
        foreach (int expected in (int[])[0, 1, 2, 7]) Assert.Equal(expected, (await inbox.NextAsync()).Value);
        Assert.Equal(0, a.System.DeadLetters.Total);
    }

    private static Task TellBetween(ActorRef<Number> target, int number, Action between)
    {
        TurnGate.Current = new Gate(between);
        try
        {
            return target.TellAsync(new Number(number)).AsTask();
        }
        finally
        {
            TurnGate.Current = null;
        }
    }

    /// <summary>Is asked between the look for room and the telling.</summary>
    private sealed class Gate(Action onFirstLook) : TurnGate
    {
        private bool _looked;

        internal override long FencingToken => 0;

        internal override bool IsOpen
        {
            get
            {
                if (_looked) return true;
                _looked = true;
                onFirstLook();
                return true;
            }
        }

        internal override void OnClosed(Cell cell)
        {
        }
    }
}
