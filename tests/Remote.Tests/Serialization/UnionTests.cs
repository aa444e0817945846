namespace Actors.Remote.Tests.Serialization;

/// <summary>A member of an abstract type holds any of its cases, told apart by their tags.</summary>
public sealed class UnionTests
{
    [Fact]
    public void Member_OfEachCase_ComesBackAsThatCase()
    {
        var copy = Payload.Copy(Corpus.Drawing);
        Assert.Equal(Corpus.Drawing.Main, copy.Main);
        Assert.Null(copy.Second);
        Assert.Equal(Corpus.Drawing.Others, copy.Others);
    }

    /// <summary>A case that derives from another is itself: the generator looks for the most derived first (the other order does not compile).</summary>
    [Fact]
    public void Write_CaseThatDerivesFromAnother_KeepsItsOwnTag() =>
        Assert.Equal([0x92, 0, 0x93, 0xa1, (byte)'x', 1, 0xc0], Payload.Of<Shape>(new Crate("x", 1, null)));

    [Fact]
    public void Shape_OfAUnion_ListsTagsAndIds() =>
        Assert.Equal("(0:{corpus.crate}|1:{corpus.circle}|300:{corpus.box})", Payload.Registry.For<Shape>().Shape);

    [Fact]
    public void Read_UnknownTag_IsRefusedByNumber()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Drawing>([0x93, 0x92, 77, 0x90, 0xc0, 0x90]));
        Assert.Equal(("corpus.drawing", "Main"), (error.MessageId, error.Member));
        Assert.Contains("tag 77", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanTagAndCase_SkipsTheRest() =>
        Assert.Equal(new Box("b", 1), Payload.Read<Shape>([0x94, 0xcd, 0x01, 0x2c, 0x92, 0xa1, (byte)'b', 1, 0x91, 7, 0xc0]));

    [Fact]
    public void Read_TagWithoutCase_IsRefused() => Assert.Throws<MessageFormatException>(() => Payload.Read<Shape>([0x91, 1]));

    [Fact]
    public void Write_Null_IsRefused() => Assert.Throws<MessageFormatException>(() => Payload.Of<Shape>(null!));

    /// <summary>A case told by itself travels under its own id and reaches an actor of the union.</summary>
    [Fact]
    public void Deliver_CaseToAnActorOfTheUnion_TellsIt()
    {
        var target = new NotingRef<Shape>();
        var reader = new MessagePackReader(Payload.Of(new Circle("c", 2)), null);
        Assert.True(Payload.Registry.For<Circle>().Deliver(ref reader, target, null));
        Assert.Equal(new Circle("c", 2), Assert.Single(target.Told).Message);
    }
}
