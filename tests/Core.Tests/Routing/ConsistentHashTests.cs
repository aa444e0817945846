using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>Keys stay where they are when routees come and go.</summary>
/// <remarks>Seen to fail when the key's hash is taken modulo the number of routees.</remarks>
public sealed class ConsistentHashTests
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 500).Select(i => $"user/{i}")];

    [Fact]
    public void Resized_OnlyKeysOfThoseThatCameOrWentMove()
    {
        using var stage = new Stage();
        Prop.ForAll(
            Gen.Choose(1, 20).Two().ToArbitrary(),
            sizes =>
            {
                var (before, after) = (Place(stage, sizes.Item1), Place(stage, sizes.Item2));
                return Keys.All(key => before[key] == after[key] || (sizes.Item2 > sizes.Item1 ? after[key] >= sizes.Item1 : before[key] >= sizes.Item2));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keys_AreSpread_NoRouteeHasMoreThanTwiceItsShare()
    {
        using var stage = new Stage();
        for (int size = 2; size <= 10; size++)
        {
            var shares = Place(stage, size).Values.CountBy(owner => owner).ToDictionary();
            Assert.Equal(size, shares.Count);
            Assert.All(shares.Values, share => Assert.InRange(share, 0, 2 * Keys.Length / size));
        }
    }

    /// <summary>The number of the routee that each key belongs to.</summary>
    private static Dictionary<string, int> Place(Stage stage, int size)
    {
        var refs = Enumerable.Range(0, size).Select(i => stage.System.Resolve<string>($"/user/routee{i}")).ToArray();
        var routes = Routing.ConsistentHash<string>(key => key).Over(stage.System, [.. refs.Select((routee, i) => new Routee<string>(routee, $"{i}"))]);
        return Keys.ToDictionary(key => key, key => Array.IndexOf(refs, routes.Choose(key)));
    }
}
