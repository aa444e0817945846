namespace Actors.Remote.Tests.Serialization;

public sealed class WriteFailureTests
{
    [Fact]
    public void Write_NullInANonNullableMember_NamesIt()
    {
        AssertRefused(new Texts(null!, null, [], null, default, default), "corpus.texts", "Text", "null");
        AssertRefused(new Texts("", null, null!, null, default, default), "corpus.texts", "Bytes", "null");
        AssertRefused(new Tree(1, null!), "corpus.tree", "Children", "null");
        AssertRefused(new Tree(1, [new Tree(2, [null!])]), "corpus.tree", "Children.Children", "null");
        AssertRefused(Corpus.NoCollections with { List = ["x", null!] }, "corpus.collections", "List", "null");
        AssertRefused(Corpus.NoCollections with { Doubles = default }, "corpus.collections", "Doubles", "null");
    }

    [Fact]
    public void Write_HalfASurrogatePair_IsRefusedNotReplaced()
    {
        AssertRefused(new Texts("\ud83d", null, [], null, default, default), "corpus.texts", "Text", "surrogate");
        AssertRefused(new Texts(new string('a', 100) + "\ude00", null, [], null, default, default), "corpus.texts", "Text", "surrogate");
    }

    [Fact]
    public void Write_DateTimeOfNoKind_IsRefused() =>
        AssertRefused(Corpus.Times with { Utc = new DateTime(2024, 1, 1) }, "corpus.times", "Utc", "DateTimeKind.Utc");

    [Fact]
    public void Write_DefaultDateTime_IsTheFirstMoment() =>
        Assert.Equal(DateTime.MinValue, Payload.Copy(Corpus.Times with { Utc = default }).Utc);

    [Fact]
    public void Write_DerivedInstance_IsRefusedNotSliced() => AssertRefused<Unsealed>(new Derived(1, 2), "corpus.open", null, "Derived");

    [Fact]
    public void Write_MessageThatContainsItself_IsRefusedBeforeTheStackEnds()
    {
        var children = new List<Tree>();
        var tree = new Tree(1, children);
        children.Add(tree);
        var error = Assert.Throws<MessageFormatException>(() => Payload.Of(tree));
        Assert.Contains("deeper than 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_MoreThanTheBufferTakes_IsFrameTooLarge()
    {
        using var buffer = new WireBuffer(16, 100);
        Assert.Throws<FrameTooLargeException>(() =>
        {
            var writer = new MessagePackWriter(buffer, null);
            Payload.Registry.For<string>().Write(ref writer, new string('x', 200));
        });
    }

    [Fact]
    public void Write_DictionaryThatLiesAboutItsCount_IsRefused()
    {
        var message = Corpus.NoCollections with { Points = new Lying() };
        AssertRefused(message, "corpus.collections", "Points", "changed");
    }

    [Fact]
    public void Read_ConstructorThatThrows_IsAFormatErrorWithItsCause()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Guarded>([0x91, 0xff]));
        Assert.Equal("corpus.guarded", error.MessageId);
        Assert.IsType<ArgumentOutOfRangeException>(error.InnerException);
    }

    private static void AssertRefused<T>(T message, string id, string? member, string reason)
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Of(message));
        Assert.Equal((id, member), (error.MessageId, error.Member));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private sealed class Lying : Dictionary<Colour, Point?>, IReadOnlyDictionary<Colour, Point?>
    {
        int IReadOnlyCollection<KeyValuePair<Colour, Point?>>.Count => 2;
    }
}
