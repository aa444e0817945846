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

    /// <summary>
    /// That two generic messages look alike on the wire is no harm while they are parts of others: neither is found alone.
    /// Fails, with a node that does not start, when the manifest lists them among its messages.
    /// </summary>
    [Fact]
    public void Registry_PartsThatLookAlike_AreReadWithinTheirMessages()
    {
        var copy = Payload.Copy(new Alike(new(1), new(Far.VeryFar), new([2]), new([3]), new("text"), new(null)));
        Assert.Equal((1, Far.VeryFar, 2, 3, "text", null), (copy.Number.Value, copy.Enum.Value, copy.Array.Value[0], copy.List.Value[0], copy.Text.Value, copy.Maybe.Value));
        foreach (var type in new[] { typeof(Holder<long>), typeof(Holder<Far>), typeof(Holder<int[]>), typeof(Holder<List<int>>), typeof(Holder<string>) })
            Assert.False(Payload.Registry.TryFind(type, out _), type.ToString());
        Assert.False(Payload.Registry.TryFind("corpus.holder<int64>", out _));
        Assert.Contains("MessageManifest(typeof", Assert.Throws<UnregisteredMessageException>(() => Payload.Registry.For<Holder<long>>()).Message, StringComparison.Ordinal);
    }

    /// <summary>What a program says it tells goes before what is only a part, in its own library or another one.</summary>
    [Fact]
    public void Registry_AMessageAndPartsOfItsIdOrType_TakesTheMessage()
    {
        var told = new Same("[int32]");
        var registry = new MessageRegistry([new MessageManifest("One", [], [new Twin("page<int32>"), new Same("[int64]")]), new MessageManifest("Two", told)]);
        Assert.Same(told, registry.For<Page<int>>());
        Assert.False(registry.TryFind(typeof(Page<Far>), out _));
        var alone = new Twin("page<int64>");
        Assert.Same(alone, new MessageRegistry([new MessageManifest("One", [], [alone]), new MessageManifest("Two", [], [new Twin("page<int64>")])]).For<Page<Far>>());
    }

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

    private sealed class Twin(string id) : MessageCodec<Page<Far>>(id, "[int32]")
    {
        public override void Write(ref MessagePackWriter writer, Page<Far> value) => writer.WriteNil();

        public override Page<Far> Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }

    private sealed class Same(string shape) : MessageCodec<Page<int>>("page<int32>", shape)
    {
        public override void Write(ref MessagePackWriter writer, Page<int> value) => writer.WriteNil();

        public override Page<int> Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}
