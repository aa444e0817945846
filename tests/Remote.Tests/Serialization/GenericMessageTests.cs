namespace Actors.Remote.Tests.Serialization;

/// <summary>A generic message has a codec for each set of arguments it is used with, named after both.</summary>
public sealed class GenericMessageTests
{
    [Fact]
    public void Ids_AreMadeOfTheDefinitionsAndTheArguments()
    {
        Assert.Equal("corpus.page<int32>", Payload.Registry.For<Page<int>>().Id);
        Assert.Equal("corpus.page<{corpus.line}>", Payload.Registry.For<Page<Line>>().Id);
        Assert.Equal("corpus.page<{corpus.entry<string,int32>}>", Payload.Registry.For<Page<Entry<string, int>>>().Id);
        Assert.Equal("corpus.entry<uint8,{corpus.page<{corpus.line}>}>", Payload.Registry.For<Entry<Colour, Page<Line>>>().Id);
    }

    [Fact]
    public void Registry_OfAConstructionNeverUsed_HasNone() => Assert.Throws<UnregisteredMessageException>(() => Payload.Registry.For<Page<Guid>>());

    /// <summary>Two assemblies that use one construction make two codecs for it, which are the same.</summary>
    [Fact]
    public void Registry_EqualCodecsOfTwoManifests_AreOne()
    {
        var registry = new MessageRegistry([new MessageManifest("One", new Same("[int32]")), new MessageManifest("Two", new Same("[int32]"))]);
        Assert.Equal("[int32]", registry.For<Page<int>>().Shape);
    }

    [Fact]
    public void Registry_UnequalCodecsOfTwoManifests_AreRefused() =>
        Assert.Throws<DuplicateMessageException>(() => new MessageRegistry([new MessageManifest("One", new Same("[int32]")), new MessageManifest("Two", new Same("[int64]"))]));

    [Fact]
    public void Read_OlderSender_FillsInDefaults()
    {
        var page = Payload.Read<Page<string>>([0x91, 0x91, 0xa1, (byte)'a']);
        Assert.Equal((1, null, 7), (page.Items.Count, page.Last, page.Total));
    }

    [Fact]
    public void Nested_ComesBackEqual()
    {
        var copy = Payload.Copy(Corpus.Pages);
        Assert.Equal(Corpus.Pages.Lines.Items, copy.Lines.Items);
        Assert.Equal(Corpus.Pages.Texts!.Items, copy.Texts!.Items);
        Assert.Equal((Corpus.Pages.Deep.Items[0], Corpus.Pages.Deep.Last), (copy.Deep.Items[0], copy.Deep.Last));
    }

    private sealed class Same(string shape) : MessageCodec<Page<int>>("page<int32>", shape)
    {
        public override void Write(ref MessagePackWriter writer, Page<int> value) => writer.WriteNil();

        public override Page<int> Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}
