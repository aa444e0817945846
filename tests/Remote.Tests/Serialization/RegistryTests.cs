using System.Text;

namespace Actors.Remote.Tests.Serialization;

public sealed class RegistryTests
{
    [Fact]
    public void TryFind_ByIdBytesStringAndType_FindsTheSameCodec()
    {
        Assert.True(Payload.Registry.TryFind("corpus.point"u8, out var byBytes));
        Assert.True(Payload.Registry.TryFind("corpus.point", out var byId));
        Assert.True(Payload.Registry.TryFind(typeof(Point), out var byType));
        Assert.Same(byBytes, byId);
        Assert.Same(byBytes, byType);
        Assert.Equal("corpus.point"u8, byBytes.Utf8Id);
    }

    [Fact]
    public void TryFind_UnknownOrHostileId_FindsNothing()
    {
        Assert.False(Payload.Registry.TryFind("corpus.nothing"u8, out _));
        Assert.False(Payload.Registry.TryFind(""u8, out _));
        Assert.False(Payload.Registry.TryFind([0xff, 0xfe], out _));
        Assert.False(Payload.Registry.TryFind("System.Object, mscorlib", out _));
    }

    [Fact]
    public void TryFind_ByIdBytes_AllocatesNothing()
    {
        byte[] id = Encoding.UTF8.GetBytes("corpus.point");
        Payload.Registry.TryFind(id, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Payload.Registry.TryFind(id, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void For_UnregisteredType_SaysWhatToDo()
    {
        var error = Assert.Throws<UnregisteredMessageException>(() => Payload.Registry.For<Uri>());
        Assert.Equal(typeof(Uri), error.MessageType);
        Assert.Contains("System.Uri", error.Message, StringComparison.Ordinal);
        Assert.Contains("[Message(", error.Message, StringComparison.Ordinal);
        Assert.Contains("RemoteOptions.Messages", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_OneIdTwice_NamesBothTypesAndManifests()
    {
        var error = Assert.Throws<DuplicateMessageException>(() => new MessageRegistry([new MessageManifest("One", new Codec<int[]>("x")), new MessageManifest("Two", new Codec<long[]>("x"))]));
        foreach (string part in new[] { "Int32[]", "Int64[]", "One", "Two", "'x'" }) Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registry_OneTypeTwice_IsRefused() =>
        Assert.Throws<DuplicateMessageException>(() => new MessageRegistry([new MessageManifest("One", new Codec<int[]>("x"), new Codec<int[]>("y"))]));

    /// <summary>Ids are looked up by their bytes as if they were characters.</summary>
    [Theory]
    [InlineData("größe")]
    [InlineData("with space")]
    [InlineData("")]
    public void Codec_WithAnIdThatCannotBeFoundByItsBytes_IsRefused(string id)
    {
        Assert.ThrowsAny<ArgumentException>(() => new Codec<int[]>(id));
        Assert.Throws<ArgumentException>(() => new Codec<int[]>(new string('x', MessageAttribute.MaxIdLength + 1)));
    }

    [Fact]
    public void Registry_BuiltInTypeOrId_IsRefused() =>
        Assert.Throws<DuplicateMessageException>(() => new MessageRegistry([new MessageManifest("One", new Codec<string>("x"))]));

    [Fact]
    public void Registry_SameManifestTwice_IsFine() => Assert.NotNull(new MessageRegistry([CorpusMessages.Manifest, CorpusMessages.Manifest]));

    /// <summary>The hash crosses the wire: it must never change, nor differ between processes as string.GetHashCode does.</summary>
    [Fact]
    public void ShapeHash_OfAKnownShape_IsAKnownNumber()
    {
        var codec = Payload.Registry.For<Line>();
        Assert.Equal("[{corpus.point},{corpus.point},string?]", codec.Shape);
        Assert.Equal(0x6BEE4D9E99A22B51UL, codec.ShapeHash);
        Assert.NotEqual(codec.ShapeHash, Payload.Registry.For<Point>().ShapeHash);
    }

    private sealed class Codec<T>(string id) : MessageCodec<T>(id, "[]")
    {
        public override void Write(ref MessagePackWriter writer, T value) => writer.WriteNil();

        public override T Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}
