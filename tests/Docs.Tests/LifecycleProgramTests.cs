namespace Actors.Docs.Tests;

/// <summary>The playback walkthrough, as a user runs it.</summary>
public sealed class LifecycleProgramTests
{
    [Fact]
    public async Task Lifecycle_Run_LogsTheLifeInOrder()
    {
        string[] expected =
        [
            "PlaybackActor started",
            "PlaybackActor plays The Movie for user 44",
            "PlaybackActor plays The Movie 2 for user 54",
            "PlaybackActor plays The Movie 3 for user 64",
            "ChildActor restarting",
            "PlaybackActor plays The Movie 4 for user 74",
            "PlaybackActor plays The Movie 5 for user 84",
            "PlaybackActor plays The Movie 6 for user 94",
            "PlaybackActor stopping",
        ];
        Assert.Equal(expected, (await SampleProgram.RunAsync("Lifecycle")).TrimEnd().Split('\n'));
    }
}
