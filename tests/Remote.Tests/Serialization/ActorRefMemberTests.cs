namespace Actors.Remote.Tests.Serialization;

public sealed class ActorRefMemberTests
{
    [Fact]
    public void Refs_ThroughATranslator_ComeBackAsRefsOfTheirTypes()
    {
        var copy = Payload.Copy(new Refs(new NotingRef<Line>("/user/a"), null, [new NotingRef<Animal>("/user/b")]), new PathTranslator());
        Assert.Equal("/user/a", copy.Target.Path.ToString());
        Assert.Null(copy.Maybe);
        Assert.Equal("/user/b", Assert.Single(copy.Many).Path.ToString());
    }

    [Fact]
    public void Ref_NullWhereNotNullable_IsRefusedOnWrite()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Of(new Refs(null!, null, []), new PathTranslator()));
        Assert.Equal("Message 'corpus.refs', member 'Target': null, but the member is not nullable", error.Message);
    }

    [Fact]
    public void Ref_NilWhereNotNullable_IsRefusedOnRead()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Refs>([0x93, 0xc0, 0xc0, 0x90], new PathTranslator()));
        Assert.Equal("Target", error.Member);
    }

    [Fact]
    public void Ref_WithoutATranslator_IsRefusedBothWays()
    {
        Assert.Throws<MessageFormatException>(() => Payload.Of(new Refs(new NotingRef<Line>(), null, [])));
        Assert.Throws<MessageFormatException>(() => Payload.Read<Refs>([0x93, 0xa1, (byte)'x', 0xc0, 0x90]));
    }
}
