using Actors.TestKit;
using FsCheck;
using FsCheck.Fluent;
using static Actors.Remote.Tests.Pacing.Http2Bytes;

namespace Actors.Remote.Tests.Pacing;

public sealed class FramePaceTests
{
    private const int PerSecond = 1000, AtOnce = PerSecond / 5;
    private readonly VirtualTime _time = new();
    private int _slowed;

    /// <summary>Each of them costs a frame, or more. Fails with a cost of 0 in FramePace.TryCharge: all are admitted.</summary>
    [Theory]
    [InlineData(Data, 1, FramePace.TinyCost)]
    [InlineData(Data, FramePace.TinyBytes, 1)]
    [InlineData(Ping, 8, 1)]
    [InlineData(Settings, 0, 1)]
    [InlineData(Reset, 4, 1)]
    [InlineData(Headers, 40, FramePace.FramesPerStream)]
    [InlineData(99, 0, 1)]
    public void Frames_ThatBringNothing_AreAdmittedAtTheRateAndReportedOnce(byte type, int payload, int cost)
    {
        var pace = Begun();
        byte[] frame = Frame(type, payload);
        byte[] many = Many(12 * PerSecond, frame);
        int at = (int)pace.Admit(Whole(many));
        Assert.InRange(at / frame.Length, AtOnce / cost, (AtOnce / cost) + 1);
        Assert.True(pace.IsSpent);
        Assert.False(pace.TryRefill());

        for (int tenth = 0; tenth < 100; tenth++)
        {
            _time.AdvanceBy(TimeSpan.FromMilliseconds(100));
            if (pace.TryRefill()) at += (int)pace.Admit(Whole(many[at..]));
        }

        Assert.InRange(at / frame.Length, ((10 * PerSecond) + AtOnce - (2 * cost)) / cost, ((10 * PerSecond) + AtOnce + (2 * cost)) / cost);
        Assert.Equal(1, _slowed);
    }

    [Theory]
    [InlineData(Data, FramePace.WorthwhileBytes)]
    [InlineData(Data, 16_384)]
    public void Frames_OfContent_CostNothing(byte type, int payload)
    {
        var pace = Begun();
        byte[] many = Many(10 * AtOnce, Frame(type, payload));
        Assert.Equal(many.Length, pace.Admit(Whole(many)));
        Assert.Equal(0, _slowed);
    }

    /// <summary>One ask at a time, or one prefix and one ask: a message pays for what brought it. Fails when FramePace.Took does nothing.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(5, 60)]
    public void SmallFrames_ThatBringMessages_CostNothingHoweverMany(params int[] payloads)
    {
        var pace = Begun();
        for (int message = 0; message < 20 * PerSecond; message++)
        {
            foreach (int payload in payloads)
            {
                byte[] frame = Frame(Data, payload);
                Assert.Equal(frame.Length, pace.Admit(Whole(frame)));
            }

            pace.Took(1);
        }

        Assert.Equal(0, _slowed);
    }

    /// <summary>What a peer of the other side's windows sends when much goes to it.</summary>
    [Fact]
    public void WindowUpdates_SixteenTimesAsMany_AreAdmitted()
    {
        var pace = Begun();
        byte[] many = Many(16 * AtOnce, Frame(WindowUpdate, 4));
        Assert.Equal(many.Length, pace.Admit(Whole(many)));
    }

    /// <summary>Padding would make a piece of one byte look large.</summary>
    [Fact]
    public void Data_Padded_IsWorthNothing()
    {
        var pace = Begun();
        byte[] many = Many(2 * AtOnce, Frame(Data, 2000, flags: 8));
        Assert.InRange(pace.Admit(Whole(many)), 1, many.Length - 1);
    }

    [Fact]
    public void Data_OfOneWhoIsBlamed_IsPaidByItsLength()
    {
        var pace = Begun();
        pace.Blame();
        byte[] many = Many(100, Frame(Data, 16_384));
        Assert.InRange(pace.Admit(Whole(many)) / 16_393, AtOnce / 17, (AtOnce / 17) + 1);
    }

    [Fact]
    public void Calls_ThatAreVouchedFor_CostNothing()
    {
        var pace = Begun();
        byte[] call = Frame(Headers, 40);
        for (int i = 0; i < 10 * AtOnce; i++)
        {
            Assert.Equal(call.Length, pace.Admit(Whole(call)));
            pace.Vouch();
        }

        Assert.Equal(0, _slowed);
    }

    /// <summary>Twenty times as many, at once and in a second. Fails with 1 for FramePace.TrustedTimes.</summary>
    [Fact]
    public void Frames_OfOneWhoIsVouchedFor_AreAdmittedTwentyTimesAsFast()
    {
        const int times = 20;
        var pace = Begun();
        pace.Vouch();
        byte[] many = Many(3 * times * PerSecond, Frame(Ping, 8));
        int at = (int)pace.Admit(Whole(many));
        Assert.InRange(at / 17, times * AtOnce, (times * AtOnce) + FramePace.FramesPerStream + 1);
        for (int tenth = 0; tenth < 10; tenth++)
        {
            _time.AdvanceBy(TimeSpan.FromMilliseconds(100));
            if (pace.TryRefill()) at += (int)pace.Admit(Whole(many[at..]));
        }

        Assert.InRange(at / 17, times * (PerSecond + AtOnce), (times * (PerSecond + AtOnce)) + FramePace.FramesPerStream + 2);
    }

    /// <summary>Who sends nothing for an hour may not send an hour's frames then.</summary>
    [Fact]
    public void Silence_EarnsNoMoreThanMayComeAtOnce()
    {
        var pace = Begun();
        _time.AdvanceBy(TimeSpan.FromHours(1));
        byte[] many = Many(PerSecond, Frame(Ping, 8));
        Assert.InRange(pace.Admit(Whole(many)) / 17, 1, (2 * AtOnce) + 1);
    }

    /// <summary>Borders of reads and segments mean nothing: the same bytes are admitted, whatever pieces they come in.</summary>
    [Fact]
    public void Admit_InAnyPieces_StopsAtTheSameByte() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, ushort)[]>(),
        ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(),
        (frames, sizes) =>
        {
            byte[] bytes = [.. Preface, .. frames.SelectMany(static frame => Frame((byte)(frame.Item1 % 10), frame.Item2 % 3000, (byte)(frame.Item1 % 16))), .. Many(2 * AtOnce, Frame(Ping, 8))];
            int[] pieces = [.. sizes.Get.Select(static size => size.Get)];
            long whole = New().Admit(Whole(bytes));
            Assert.Equal(whole, New().Admit(Cut(bytes, pieces)));
            var pace = New();
            long admitted = 0;
            for (int at = 0, i = 0; at < bytes.Length && !pace.IsSpent; i++)
            {
                int length = Math.Min(pieces[i % pieces.Length], bytes.Length - at);
                admitted += pace.Admit(Whole(bytes[at..(at + length)]));
                at += length;
            }

            Assert.Equal(whole, admitted);
        }).QuickCheckThrowOnFailure();

    private FramePace New() => new(_time, PerSecond, () => _slowed++);

    private FramePace Begun()
    {
        var pace = New();
        Assert.Equal(Preface.Length, pace.Admit(Whole(Preface)));
        return pace;
    }
}
