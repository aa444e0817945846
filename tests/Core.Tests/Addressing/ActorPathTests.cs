using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>Paths as text, and keys as segments.</summary>
public sealed class ActorPathTests
{
    private static readonly Gen<string> Segment =
        Gen.Elements("abcXYZ019_-.".ToCharArray()).NonEmptyListOf().Select(chars => new string([.. chars])).Where(text => text is not ("." or ".."));

    private static readonly Gen<string> Key = Gen.Elements("aZ0 _-.%/#äß€\0\n漢".ToCharArray()).NonEmptyListOf().Select(chars => new string([.. chars]));

    private static readonly Gen<ActorPath> Path =
        Segment.ListOf().Select(segments => segments.Aggregate(ActorPath.Root, (path, name) => path.Child(name)));

    [Fact]
    public void FromString_OfToString_IsTheSamePath() =>
        Prop.ForAll(Path.ToArbitrary(), path =>
        {
            var again = ActorPath.FromString(path.ToString());
            return again.Equals(path) && again.GetHashCode() == path.GetHashCode() && again.Depth == path.Depth && again.Name == path.Name;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Unescape_OfEscape_IsTheSameKey_AndTheSegmentIsValid() =>
        Prop.ForAll(Key.ToArbitrary(), key =>
        {
            string segment = ActorPath.EscapeSegment(key);
            return ActorPath.UnescapeSegment(segment) == key && ActorPath.Root.Child(segment).Name == segment;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Escape_OfTwoKeys_IsDifferent() =>
        Prop.ForAll(Key.ToArbitrary(), Key.ToArbitrary(), (a, b) => a == b || ActorPath.EscapeSegment(a) != ActorPath.EscapeSegment(b)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "begin with '/'")]
    [InlineData("user", "begin with '/'")]
    [InlineData("/user/", "empty")]
    [InlineData("//user", "empty")]
    [InlineData("/user/a b", "U+0020")]
    [InlineData("/user/ä", "U+00E4")]
    [InlineData("/user/a#1", "U+0023")]
    [InlineData("/user/a:b", "U+003A")]
    [InlineData("/user/.", "'.'")]
    [InlineData("/user/..", "'..'")]
    [InlineData("/user/%", "hexadecimal")]
    [InlineData("/user/%2", "hexadecimal")]
    [InlineData("/user/%2f", "hexadecimal")]
    [InlineData("/user/%GG", "hexadecimal")]
    [InlineData("/user/%FF", "UTF-8")]
    [InlineData("/user/%C0%AF", "UTF-8")]
    [InlineData("/user/%41", "write A")]
    [InlineData("/user/a%2Eb", "write a.b")]
    public void FromString_BadText_IsRefusedWithTheRule(string text, string rule)
    {
        var error = Assert.Throws<InvalidActorPathException>(() => ActorPath.FromString(text));
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.Equal(text, error.Text);
        Assert.False(ActorPath.TryParse(text, out _));
    }

    [Fact]
    public void FromString_TooLongTooDeepOrSegmentTooLong_IsRefused()
    {
        Assert.Contains("4096", Refusal("/" + new string('a', 5_000)), StringComparison.Ordinal);
        Assert.Contains("512", Refusal("/" + new string('a', 513)), StringComparison.Ordinal);
        Assert.Contains("256", Refusal(string.Concat(Enumerable.Repeat("/a", 257))), StringComparison.Ordinal);
        Assert.Equal(256, ActorPath.FromString(string.Concat(Enumerable.Repeat("/a", 256))).Depth);
    }

    [Theory]
    [InlineData(".", "%2E")]
    [InlineData("..", "%2E%2E")]
    [InlineData("a.b", "a.b")]
    [InlineData("a b", "a%20b")]
    [InlineData("€", "%E2%82%AC")]
    public void EscapeSegment_KnownKeys_GiveKnownSegments(string key, string segment)
    {
        Assert.Equal(segment, ActorPath.EscapeSegment(key));
        Assert.Equal(key, ActorPath.UnescapeSegment(segment));
    }

    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDC00)]
    public void EscapeSegment_HalfASurrogatePair_IsRefused(int half) => Assert.Throws<ArgumentException>(() => ActorPath.EscapeSegment("a" + (char)half));

    [Fact]
    public void EscapeSegment_TooLong_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ActorPath.EscapeSegment(new string('a', 513)));
        Assert.Throws<ArgumentException>(() => ActorPath.EscapeSegment(new string('/', 171)));
        Assert.Equal(510, ActorPath.EscapeSegment(new string('/', 170)).Length);
    }

    [Fact]
    public void IsDescendantOf_ComparesWholeSegments()
    {
        var a = ActorPath.FromString("/user/a");
        Assert.True(ActorPath.FromString("/user/a/b/c").IsDescendantOf(a));
        Assert.False(a.IsDescendantOf(a));
        Assert.False(ActorPath.FromString("/user/ab").IsDescendantOf(a));
        Assert.True(a.IsDescendantOf(ActorPath.Root));
    }

    [Fact]
    public void Child_OfAnyPath_KnowsItsParentNameAndDepth() =>
        Prop.ForAll(Path.ToArbitrary(), Segment.ToArbitrary(), (path, name) =>
        {
            var child = path.Child(name);
            return child.Name == name && child.Depth == path.Depth + 1 && child.Parent!.Equals(path)
                && child.ToString() == (path.Depth == 0 ? "" : path.ToString()) + "/" + name;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equals_OfTwoPaths_IsThatOfTheirTexts_AsIsTheHash() =>
        Prop.ForAll(Path.ToArbitrary(), Path.ToArbitrary(), (a, b) =>
        {
            var copy = ActorPath.FromString(a.ToString());
            return a.Equals(b) == (a.ToString() == b.ToString()) && b.Equals(a) == a.Equals(b)
                && a.Equals(copy) && copy.Equals(a) && a.GetHashCode() == copy.GetHashCode() && a.Equals((object)copy) && !a.Equals(null);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void IsDescendantOf_HoldsForAllThatIsBelow_AndIsAStrictOrder() =>
        Prop.ForAll(Path.ToArbitrary(), Path.ToArbitrary(), Segment.ToArbitrary(), (path, other, name) =>
        {
            var below = path.Child(name);
            for (var above = below.Parent; above is not null; above = above.Parent)
            {
                if (!below.IsDescendantOf(above) || above.IsDescendantOf(below)) return false;
            }

            bool byText = other.Depth > path.Depth && (path.Depth == 0 || other.ToString().StartsWith(path + "/", StringComparison.Ordinal));
            return !path.IsDescendantOf(path) && other.IsDescendantOf(path) == byText;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Child_WithABadName_IsRefused_ForAnyPath()
    {
        var bad = Gen.Elements("", ".", "..", "a/b", "a b", "ä", "a#", "%", "%zz", "a\0").ToArbitrary();
        Prop.ForAll(Path.ToArbitrary(), bad, (path, name) =>
        {
            try
            {
                path.Child(name);
                return false;
            }
            catch (InvalidActorPathException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Root_HasNoParentNameOrDepth()
    {
        Assert.Null(ActorPath.Root.Parent);
        Assert.Equal(("", 0, "/"), (ActorPath.Root.Name, ActorPath.Root.Depth, ActorPath.Root.ToString()));
        Assert.Equal(ActorPath.Root, ActorPath.FromString("/"));
    }

    private static string Refusal(string text) => Assert.Throws<InvalidActorPathException>(() => ActorPath.FromString(text)).Message;
}
