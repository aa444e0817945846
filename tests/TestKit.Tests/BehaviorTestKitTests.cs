using static Actors.TestKit.Tests.Worker;

namespace Actors.TestKit.Tests;

public sealed class BehaviorTestKitTests
{
    [Fact]
    public void Run_OfAMessage_HasItHandledWhenItReturns()
    {
        var kit = new BehaviorTestKit<Work>(Create());
        var inbox = kit.CreateInbox<string>();
        kit.Run(new Work("a", inbox.Ref));
        Assert.Equal("a done", inbox.Receive());
        Assert.Throws<ExpectationException>(inbox.Receive);
        Assert.True(kit.IsAlive);
    }

    [Fact]
    public void Run_ThatThrows_ThrowsTheSame_AndTheActorIsGone()
    {
        var kit = new BehaviorTestKit<Work>(Create());
        Assert.Equal("as told", Assert.Throws<InvalidOperationException>(() => kit.Run(new Work("fail"))).Message);
        Assert.False(kit.IsAlive);
    }

    [Fact]
    public void Run_OfAChild_ListsItByName()
    {
        var kit = new BehaviorTestKit<Work>(Create());
        kit.Run(new Work("child"));
        Assert.Equal(["child"], kit.Children);
    }

    [Fact]
    public void Run_ThatStopsOrDoesNotHandle_ShowsSo()
    {
        var kit = new BehaviorTestKit<Work>(Create());
        kit.Run(new Work("unknown"));
        Assert.Equal([new Work("unknown")], kit.Unhandled);
        kit.Run(new Work("log"));
        Assert.Contains(kit.Log, line => line.Text == "a line");
        kit.Run(new Work("stop"));
        Assert.False(kit.IsAlive);
    }

    [Fact]
    public void AdvanceBy_PastATimer_HasItHandled()
    {
        var kit = new BehaviorTestKit<Work>(Create());
        var inbox = kit.CreateInbox<string>();
        kit.Run(new Work("later", inbox.Ref));
        Assert.Empty(inbox.Messages);
        kit.AdvanceBy(TimeSpan.FromMinutes(1));
        Assert.Equal(["now done"], inbox.Messages);
    }

    [Fact]
    public void Create_WithASetUpThatFails_Throws() =>
        Assert.Throws<ActorInitializationException>(() => new BehaviorTestKit<int>(Behavior.Setup<int>(_ => throw new InvalidOperationException("no"))));

    [Fact]
    public void Stop_OfABehaviorWithSignals_TellsItPostStop()
    {
        var signals = new List<Signal>();
        var kit = new BehaviorTestKit<int>(Behavior.Empty<int>().OnSignal((_, signal) =>
        {
            signals.Add(signal);
            return Behavior.Same<int>();
        }));
        kit.Stop();
        Assert.IsType<PostStop>(signals[^1]);
    }
}
