using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote.Tests.Serialization;

/// <summary>Two nodes that know other versions of a message find out, and can say whether they still understand each other.</summary>
public sealed class NodeManifestTests
{
    [Theory]
    [InlineData("[int32,string]", "[int32,string,bool]", "3 there")] // added at the end
    [InlineData("[int32,string,bool]", "[int32]", "1 there")] // removed at the end
    [InlineData("#[int32,string,bool]", "#[int32,_,bool]", "3 there")] // removed, with keys
    [InlineData("#[_,string]", "#[int32,string]", "2 there")]
    [InlineData("#[int32,string]", "[int32,string]", "2 there, and keys only here")]
    [InlineData("#[int32,string]", "[int32,string,bool]", "3 there, and keys only here")]
    [InlineData("[]", "[int32]", "1 there")] // the first member there is
    [InlineData("[]", "#[int32]", "1 there")]
    [InlineData("[map<int32,list<string>>,{a}]", "[map<int32,list<string>>,{a},[int32,int32]]", "3 there")]
    [InlineData("(0:{a}|1:{b})", "(0:{a}|1:{b}|2:{c})", "3 there")]
    [InlineData("(0:{a}|2:{c})", "(0:{a}|1:{b}|2:{c})", "3 there")]
    public void Compare_VersionsThatReadEachOther_IsCompatibleBothWays(string here, string there, string text)
    {
        var difference = Compare(here, there);
        Assert.True(difference.IsCompatible);
        Assert.Contains(text, difference.Text, StringComparison.Ordinal);
        Assert.True(Compare(there, here).IsCompatible);
    }

    [Theory]
    [InlineData("[int32,string]", "[int32,int64]", "number 1")]
    [InlineData("[int32,string]", "[string,int32,bool]", "number 0")]
    [InlineData("[list<int32>]", "[list<int64>]", "number 0")]
    [InlineData("[string]", "[string?]", "number 0")]
    [InlineData("(0:{a}|1:{b})", "(0:{b}|1:{a})", "other tags")]
    [InlineData("(0:{a})", "[int32]", "other tags")]
    [InlineData("[int32,string]", "#[_,string]", "number 0")] // a hole is for those who have keys
    public void Compare_AnotherMessage_NamesTheMember(string here, string there, string text)
    {
        var difference = Compare(here, there);
        Assert.False(difference.IsCompatible);
        Assert.Contains(text, difference.Text, StringComparison.Ordinal);
        Assert.False(Compare(there, here).IsCompatible);
    }

    [Fact]
    public void Compare_AUnionWithAnEmptyMessage_IsAnother() => Assert.False(Compare("(0:{a})", "[]").IsCompatible);

    /// <summary>Nil is null to a member without a key; the side with the hole cannot know that it may be.</summary>
    [Fact]
    public void Compare_AHoleWhereAMemberWithoutAKeyIsNullable_CanBeRead()
    {
        Assert.True(Compare("[int32?,string]", "#[_,string]").IsCompatible);
        Assert.False(Compare("#[_,string]", "[int32?,string]").IsCompatible);
    }

    [Fact]
    public void Compare_TheSame_IsNoDifference() => Assert.Null(Compare("[int32,string]", "[int32,string]").Text);

    [Fact]
    public void Compare_AnotherFormat_NamesBoth()
    {
        var difference = new MessageShape(new Codec("x", "[int32]")).Compare((uint)MessageFormat.Json, 1, []);
        Assert.False(difference.IsCompatible);
        Assert.Contains("MessagePack here, as Json there", difference.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_MoreMembersThanAreTold_IsADifference()
    {
        string members = string.Join(",", Enumerable.Repeat("int32", MessageShape.MaxMembers + 1));
        Assert.False(Compare($"[{members}]", $"[{members},int32]").IsCompatible);
        Assert.Null(Compare($"[{members}]", $"[{members}]").Text);
    }

    [Fact]
    public void Digest_DependsOnIdsShapesAndFormatsOnly()
    {
        ulong digest = ManifestOf(("a", "[int32]"), ("b", "[string]")).Digest;
        Assert.NotEqual(0UL, digest);
        Assert.Equal(digest, ManifestOf(("b", "[string]"), ("a", "[int32]")).Digest);
        Assert.NotEqual(digest, ManifestOf(("a", "[int64]"), ("b", "[string]")).Digest);
        Assert.NotEqual(digest, ManifestOf(("a", "[int32]"), ("c", "[string]")).Digest);
        Assert.NotEqual(digest, ManifestOf(("a", "[int32]")).Digest);
    }

    [Fact]
    public void Frames_HoldEveryEntryAndKeepTheLimit()
    {
        const int limit = 1024 - 64;
        var manifest = new NodeManifest(Payload.Registry, 4096);
        var frames = manifest.ToFrames(limit).ToList();
        Assert.True(frames.Count > 1);
        Assert.All(frames, frame => Assert.InRange(frame.CalculateSize(), 1, limit + 16));
        var entries = frames.SelectMany(frame => frame.Manifest.Entries).ToList();
        Assert.Equal(Payload.Registry.Codecs.Select(codec => codec.Id).Order(StringComparer.Ordinal), entries.Select(entry => entry.Id));
        Assert.All(entries, entry => Assert.Equal(Payload.Registry.TryFind(entry.Id, out var codec) ? codec.ShapeHash : 0, entry.Shape));
    }

    [Fact]
    public void Frames_OfMoreMessagesThanTheLimit_StopThere() =>
        Assert.Equal(3, new NodeManifest(Payload.Registry, 3).ToFrames(100_000).Sum(frame => frame.Manifest.Entries.Count));

    [Fact]
    public void Digest_WithComparingSwitchedOff_IsNone() => Assert.Equal(0UL, new NodeManifest(Payload.Registry, 0).Digest);

    private static ShapeDifference Compare(string here, string there)
    {
        var theirs = new MessageShape(new Codec("x", there));
        return new MessageShape(new Codec("x", here)).Compare(0, theirs.Codec.ShapeHash, theirs.MemberHashes);
    }

    private static NodeManifest ManifestOf(params (string Id, string Shape)[] messages)
    {
        MessageCodec[] codecs = [.. messages.Select((message, index) => index == 0 ? (MessageCodec)new Codec(message.Id, message.Shape) : new Other(message.Id, message.Shape))];
        return new NodeManifest(new MessageRegistry([new MessageManifest("test", codecs)]), 100);
    }

    private sealed class Codec(string id, string shape) : MessageCodec<Uri>(id, shape)
    {
        public override void Write(ref MessagePackWriter writer, Uri value) => throw new NotSupportedException();

        public override Uri Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }

    private sealed class Other(string id, string shape) : MessageCodec<Version>(id, shape)
    {
        public override void Write(ref MessagePackWriter writer, Version value) => throw new NotSupportedException();

        public override Version Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}
