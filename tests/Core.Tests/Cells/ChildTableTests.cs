using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>A table of few or many children does what a dictionary does.</summary>
public sealed class ChildTableTests
{
    [Fact]
    public void AnySteps_AgreeWithADictionary()
    {
        using var stage = new Stage();
        var root = stage.System.FindLocal(ActorPath.Root)!;
        Prop.ForAll<(bool Adds, byte Name)[]>(steps =>
        {
            var table = new ChildTable();
            var model = new Dictionary<string, Cell>();
            foreach (var (adds, name) in steps) Step(stage, root, table, model, adds, $"c{name % 30}");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Remove_OfAnotherChildOfThatName_LeavesTheOneThatIsThere()
    {
        using var stage = new Stage();
        var root = stage.System.FindLocal(ActorPath.Root)!;
        var table = new ChildTable();
        var (held, other) = (Child(stage, root, "a"), Child(stage, root, "a"));
        Assert.True(table.TryAdd(held));
        Assert.False(table.TryAdd(other));
        Assert.False(table.Remove(other));
        Assert.Equal([held], table.ToArray());
    }

    private static void Step(Stage stage, Cell root, ChildTable table, Dictionary<string, Cell> model, bool adds, string name)
    {
        if (adds)
        {
            var child = Child(stage, root, name);
            Assert.Equal(model.TryAdd(name, child), table.TryAdd(child));
        }
        else if (model.Remove(name, out var held))
        {
            Assert.True(table.Remove(held));
        }
        else
        {
            Assert.False(table.TryGet(name, out _));
        }

        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.Values.ToHashSet(), table.ToArray().ToHashSet());
        foreach (var (key, value) in model) Assert.True(table.TryGet(key, out var found) && ReferenceEquals(found, value));
    }

    private static Cell<int> Child(Stage stage, Cell root, string name) => new(stage.System, root, name, Props.FromBehavior(Behavior.Empty<int>()));
}
