using Actors.TestKit;

namespace Actors.Cluster.Tests;

/// <summary>Seen to fail: without the stretch a peer is suspected after the plain 2 s.</summary>
public sealed class FailureDetectorTests
{
    private static readonly MembershipOptions Options = new() { Cluster = "c", Address = new NodeAddress("s", "h", 1) };
    private readonly VirtualTime _time = new();

    [Fact]
    public void SuspectAfter_OwnStepsAreLate_StretchesAndComesBack()
    {
        var detector = new FailureDetector(Options, null, _time);
        Assert.Equal(Options.SuspectAfter, detector.SuspectAfter);
        detector.Tick(TimeSpan.FromMilliseconds(250));
        Assert.Equal(Options.SuspectAfter + TimeSpan.FromSeconds(1), detector.SuspectAfter);
        for (int step = 0; step < 100; step++) detector.Tick(TimeSpan.Zero);
        Assert.True(detector.SuspectAfter < Options.SuspectAfter + TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void SuspectAfter_OneVeryLateStep_IsBounded()
    {
        var detector = new FailureDetector(Options, null, _time);
        detector.Tick(TimeSpan.FromHours(1));
        Assert.Equal(5 * Options.SuspectAfter, detector.SuspectAfter);
    }

    [Fact]
    public void Suspects_SilenceWhileTheNodeItselfWasAway_DoesNotCount()
    {
        var peer = new MemberRow("p", "s", "p", 1, 3, "i", MemberState.Active, 0, []);
        var detector = new FailureDetector(Options, new Silent(), _time);
        _time.AdvanceBy(TimeSpan.FromSeconds(3));
        Assert.True(detector.Suspects(peer));
        detector.Tick(TimeSpan.FromSeconds(3));
        Assert.False(detector.Suspects(peer));
    }

    private sealed class Silent : IPeerLiveness
    {
        public TimeSpan? TimeSinceHeard(NodeAddress peer) => TimeSpan.FromHours(1);
    }
}
