using Microsoft.Extensions.Logging;
using static Actors.TestKit.Tests.Worker;

namespace Actors.TestKit.Tests;

public sealed class ActorTestKitTests
{
    public static TheoryData<string> Kinds => Kits.All;

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectDeadLetter_WithItsReason_TakesIt(string kind)
    {
        await using var kit = Kits.Create(kind);
        var worker = kit.Spawn(Create(), "worker");
        var probe = kit.CreateProbe<string>();
        worker.Tell(new Work("unknown"));
        worker.Tell(new Work("next", probe.Ref));
        await probe.ExpectMessage("next done"); // so the dead letter is there, on threads too
        var wrong = await Assert.ThrowsAsync<ExpectationException>(() => kit.ExpectDeadLetter(DeadLetterReason.WrongType, within: Kits.Short));
        Assert.Contains("Unhandled", wrong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ExpectationException>(() => kit.ExpectNoDeadLetter());
        var letter = await kit.ExpectDeadLetter(DeadLetterReason.Unhandled, static letter => letter.Message is Work);
        Assert.Equal("/user/worker", letter.Target);
        await kit.ExpectNoDeadLetter(Kits.Short);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ExpectLog_OfALineThatComes_FindsIt_AndQuietnessIsBroken(string kind)
    {
        await using var kit = Kits.Create(kind);
        var worker = kit.Spawn(Create(), "worker");
        worker.Tell(new Work("log"));
        Assert.Equal("a line", (await kit.ExpectLog(LogLevel.Information, "line")).Text);
        kit.ExpectQuietLog();
        await Assert.ThrowsAsync<ExpectationException>(() => kit.ExpectLog(LogLevel.Error, "line", Kits.Short));
        worker.Tell(new Work("fail"));
        Assert.IsType<InvalidOperationException>((await kit.ExpectLog(LogLevel.Warning, "/user/worker")).Error);
        Assert.Contains("as told", Assert.Throws<ExpectationException>(() => kit.ExpectQuietLog()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdvanceBy_OnAManualKit_FiresTimersAtTheirTimes()
    {
        await using var kit = ActorTestKit.Manual(seed: 3);
        var probe = kit.CreateProbe<string>();
        kit.Spawn(Create()).Tell(new Work("later", probe.Ref));
        kit.AdvanceBy(TimeSpan.FromSeconds(59));
        Assert.Equal(0, probe.Waiting);
        kit.AdvanceBy(TimeSpan.FromSeconds(1));
        Assert.Equal(1, probe.Waiting);
    }

    [Fact]
    public async Task Run_OnThreads_SaysWhichKitToTake()
    {
        await using var kit = ActorTestKit.Threads();
        Assert.Contains("ActorTestKit.Manual", Assert.Throws<InvalidOperationException>(kit.Run).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => kit.AdvanceBy(TimeSpan.Zero));
    }

    [Fact]
    public void Log_BeyondItsCapacity_DropsTheOldest()
    {
        using var log = new CapturedLog { Capacity = 2 };
        var logger = log.CreateLogger("c");
        for (int i = 0; i < 3; i++) logger.Log(LogLevel.Information, default, i, null, static (number, _) => $"{number}");
        Assert.Equal(["1", "2"], log.Lines.Select(line => line.Text));
    }
}
