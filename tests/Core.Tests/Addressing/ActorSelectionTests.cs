using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>Actors by pattern, and by path.</summary>
public sealed class ActorSelectionTests
{
    [Theory]
    [InlineData("/user/work/*", "/user/work/a1 /user/work/a2 /user/work/b1")]
    [InlineData("/user/work/a?", "/user/work/a1 /user/work/a2")]
    [InlineData("/user/work/?1", "/user/work/a1 /user/work/b1")]
    [InlineData("/user/*/a1", "/user/work/a1 /user/play/a1")]
    [InlineData("/user/*/*", "/user/work/a1 /user/work/a2 /user/work/b1 /user/play/a1")]
    [InlineData("/us*/work/b*", "/user/work/b1")]
    [InlineData("/user/work", "/user/work")]
    [InlineData("/user/work/c*", "")]
    [InlineData("/user/nobody/*", "")]
    public void List_GivesWhatMatches_InTheOrderOfSpawning(string pattern, string paths)
    {
        using var stage = StageWithTree();
        Assert.Equal(paths, string.Join(' ', stage.System.Select(pattern).List().Select(actor => actor.Path)));
    }

    [Fact]
    public void List_BeyondTheLimit_GivesTheFirst()
    {
        using var stage = StageWithTree();
        Assert.Equal(["a1", "a2"], stage.System.Select("/user/work/*").List(2).Select(actor => actor.Path.Name));
    }

    [Fact]
    public void Tell_ReachesAllThatMatch_AndAccountsForTheRest()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        for (int i = 0; i < 100; i++) stage.SpawnCollector($"w{i}", seen);
        stage.Spawn(Behavior.Empty<string>(), "wrong");
        Assert.Equal(101, stage.System.Select("/user/w*").Tell(7));
        stage.Run();
        Assert.Equal(Enumerable.Repeat(7, 100), seen);
        Assert.Equal([DeadLetterReason.WrongType], stage.ReasonsFor("/user/wrong"));
        Assert.Equal(0, stage.System.Select("/user/x*").Tell(8));
        Assert.Equal([DeadLetterReason.NoSuchActor], stage.ReasonsFor("/user/x*"));
    }

    [Theory]
    [InlineData("user/*")]
    [InlineData("/user//*")]
    [InlineData("/user/a b*")]
    [InlineData("/user/..")]
    [InlineData("")]
    public void Select_PatternThatNoPathCanHave_IsRefused(string pattern)
    {
        using var stage = new Stage();
        Assert.Throws<InvalidActorPathException>(() => stage.System.Select(pattern));
    }

    [Fact]
    public void Matches_ForAnyNameAndPattern_IsAsTheRegularExpressionSays()
    {
        var name = Gen.Elements('a', 'b', '.').ListOf().Select(chars => new string([.. chars]));
        var pattern = Gen.Elements('a', 'b', '.', '*', '?').NonEmptyListOf().Select(chars => new string([.. chars])).Where(text => text.Contains('*') || text.Contains('?'));
        Prop.ForAll(pattern.ToArbitrary(), name.ToArbitrary(), (p, n) =>
        {
            string expression = "^" + Regex.Escape(p).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
            return new SegmentPattern(p, p).Matches(n) == Regex.IsMatch(n, expression);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Find_GivesTheHolderOfAPath_OrNull()
    {
        using var stage = StageWithTree();
        var system = stage.System;
        Assert.Equal("/user/play/a1", system.Find("/user/play/a1")!.Path.ToString());
        Assert.Equal("/", system.Find("/")!.Path.ToString());
        Assert.Null(system.Find("/user/play/a2"));
        Assert.Same(system.DeadLetters.Ref, system.Find("/system/deadLetters"));
        ActorSystem.Stop(system.Find("/user/play")!);
        stage.Run();
        Assert.Null(system.Find("/user/play/a1"));
        Assert.Null(system.Find("/user/play"));
    }

    private static Stage StageWithTree()
    {
        var stage = new Stage();
        stage.Spawn(Parent("a1", "a2", "b1"), "work");
        stage.Spawn(Parent("a1"), "play");
        stage.Run();
        return stage;
    }

    private static Behavior<int> Parent(params string[] children) => Behavior.Setup<int>(context =>
    {
        foreach (string child in children) context.Spawn(Props.FromBehavior(Behavior.Empty<int>()), child);
        return Behavior.Empty<int>();
    });
}
