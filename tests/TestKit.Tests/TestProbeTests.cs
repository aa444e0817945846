using static Actors.TestKit.Tests.Worker;

namespace Actors.TestKit.Tests;

/// <summary>Each expectation, met and not met, on the test's own thread and on the thread pool.</summary>
public sealed class TestProbeTests
{
    public static TheoryData<string> Kinds => Kits.All;

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectMessage_ThatComes_TakesItWithItsSender(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<string>("probe");
        var worker = kit.Spawn(Create(), "worker");
        worker.Tell(new Work("a", probe.Ref));
        worker.Tell(new Work("b", probe.Ref));
        Assert.Equal("a done", await probe.ExpectMessage());
        Assert.Equal(worker, probe.LastSender);
        await probe.ExpectMessage("b done");
        await kit.ExpectNoDeadLetter();
        kit.ExpectQuietLog();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectMessage_ThatDoesNotComeOrIsAnother_Fails(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<string>("probe");
        var late = await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectMessage(Kits.Short));
        Assert.Contains("/user/probe expected a String within 20 ms and got nothing", late.Message, StringComparison.Ordinal);
        if (kind == "seeded") Assert.Contains("seed 5", late.Message, StringComparison.Ordinal);
        probe.Ref.Tell("x");
        var other = await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectMessage("y"));
        Assert.Contains("expected y and got x", other.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectMessageOf_ADerivedType_TakesThatAndFailsForAnother(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<object>();
        probe.Ref.Tell("text");
        Assert.Equal("text", await probe.ExpectMessageOf<string>());
        probe.Ref.Tell(1);
        await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectMessageOf<string>());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectNoMessage_WhenOneComes_Fails(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<string>();
        await probe.ExpectNoMessage(Kits.Short);
        probe.Ref.Tell("x");
        await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectNoMessage(TestProbe<string>.DefaultTimeout));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task FishFor_AWantedOne_DropsThoseBefore_AndKeepsThoseAfter(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<int>();
        for (int i = 1; i <= 5; i++) probe.Ref.Tell(i);
        Assert.Equal(3, await probe.FishFor(static number => number == 3));
        await probe.ExpectMessage(4);
        probe.Watch(probe.Ref);
        ActorSystem.Poison(probe.Ref);
        await probe.ExpectTerminated(probe.Ref); // so the last one is there, on threads too
        var error = await Assert.ThrowsAsync<ExpectationException>(() => probe.FishFor(static number => number == 9, Kits.Short));
        Assert.Contains("1 others came: 5", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectTerminated_OfAWatchedActor_WaitsForItsEnd(string kind)
    {
        await using var kit = Kits.Create(kind);
        var probe = kit.CreateProbe<string>();
        var worker = kit.Spawn(Create());
        await Assert.ThrowsAsync<InvalidOperationException>(() => probe.ExpectTerminated(worker));
        probe.Watch(worker);
        await Assert.ThrowsAsync<ExpectationException>(() => probe.ExpectTerminated(worker, Kits.Short));
        worker.Tell(new Work("stop"));
        await probe.ExpectTerminated(worker);
        probe.Watch(worker);
        await probe.ExpectTerminated(worker); // gone already
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Reply_ToTheLastSender_Arrives_AndAnotherTypeIsRefused(string kind)
    {
        await using var kit = Kits.Create(kind);
        var (one, two) = (kit.CreateProbe<string>(), kit.CreateProbe<string>());
        one.Ref.Tell("hello", two.Ref);
        await one.ExpectMessage("hello");
        one.Reply("and you");
        await two.ExpectMessage("and you");
        Assert.Equal(one.Ref, two.LastSender);
        Assert.Throws<InvalidOperationException>(() => one.Reply(1));
    }

    [Fact]
    public void ExpectMessage_OnAManualKit_IsCompleteWhenItReturns_AfterVirtualTimeOnly()
    {
        var kit = ActorTestKit.Manual();
        var probe = kit.CreateProbe<string>();
        kit.Spawn(Create()).Tell(new Work("later", probe.Ref));
        var expectation = probe.ExpectMessage("now done", TimeSpan.FromMinutes(2));
        Assert.True(expectation.IsCompletedSuccessfully);
        Assert.Equal(TimeSpan.FromMinutes(1), kit.Time!.Elapsed); // no further than to the message
        Assert.True(kit.DisposeAsync().AsTask().IsCompletedSuccessfully);
    }
}
