namespace Actors.IntegrationTests;

/// <summary>The checker must refuse what it is there to find.</summary>
public sealed class TurnJournalTests
{
    [Fact]
    public void Check_OneOwnerAfterTheOther_FindsNothing() =>
        Assert.Empty(TurnJournal.Check([new("k", "a", 1, 0, 1), new("k", "a", 1, 5, 6), new("k", "b", 2, 7, 8), new("l", "b", 1, 0, 9)]));

    [Fact]
    public void Check_OwnersThatAlternate_FindsIt() =>
        Assert.NotEmpty(TurnJournal.Check([new("k", "a", 1, 0, 1), new("k", "b", 2, 2, 3), new("k", "a", 1, 4, 5)]));

    [Fact]
    public void Check_TurnsOfTwoOwnersThatOverlap_FindsIt() =>
        Assert.NotEmpty(TurnJournal.Check([new("k", "a", 1, 0, 5), new("k", "b", 2, 4, 6)]));

    [Fact]
    public void Check_TurnThatAPauseInterrupts_CountsUpToThePause()
    {
        Assert.Empty(TurnJournal.Check([new("k", "a#1", 1, 0, 9), new("k", "b#2", 2, 4, 6)], [new Pause("a", 1, 8)]));
        Assert.NotEmpty(TurnJournal.Check([new("k", "a#1", 1, 0, 9), new("k", "b#2", 2, 4, 6)], [new Pause("c", 1, 8)]));
        Assert.NotEmpty(TurnJournal.Check([new("k", "a#1", 1, 2, 9), new("k", "b#2", 2, 4, 6)], [new Pause("a", 1, 8)]));
        Assert.NotEmpty(TurnJournal.Check([new("k", "a#1", 1, 0, 9), new("k", "b#2", 2, 4, 6), new("k", "a#1", 1, 9, 9)], [new Pause("a", 1, 8)]));
    }

    [Fact]
    public void Check_OneTokenOnTwoNodes_FindsIt() =>
        Assert.NotEmpty(TurnJournal.Check([new("k", "a", 1, 0, 1), new("k", "b", 1, 2, 3)]));

    [Fact]
    public void Check_TokenThatGoesBack_FindsIt() =>
        Assert.NotEmpty(TurnJournal.Check([new("k", "a", 2, 0, 1), new("k", "b", 1, 2, 3)]));
}
