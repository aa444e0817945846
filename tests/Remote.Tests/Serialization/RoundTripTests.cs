namespace Actors.Remote.Tests.Serialization;

public sealed class RoundTripTests
{
    public static TheoryData<int> Indexes() => [.. Enumerable.Range(0, Corpus.All.Length)];

    [Theory]
    [MemberData(nameof(Indexes))]
    public void Corpus_WrittenAndRead_GivesTheSameBytesAgain(int index)
    {
        object message = Corpus.All[index];
        var codec = Payload.Registry.For(message.GetType());
        byte[] bytes = Payload.OfObject(message);
        var reader = new MessagePackReader(bytes, null);
        object copy = codec.ReadObject(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.IsType(message.GetType(), copy);
        Assert.Equal(bytes, Payload.OfObject(copy));
        Assert.Equivalent(message, copy, strict: true);
    }

    [Fact]
    public void Numbers_Extremes_SurviveExactly()
    {
        Assert.Equal(Corpus.Largest, Payload.Copy(Corpus.Largest));
        Assert.Equal(Corpus.Smallest, Payload.Copy(Corpus.Smallest));
    }

    [Fact]
    public void Collections_OfEverySize_SurviveExactly()
    {
        var copy = Payload.Copy(Corpus.Collections);
        Assert.Equal(Corpus.Collections.Array, copy.Array);
        Assert.Equal(Corpus.Collections.List, copy.List);
        Assert.Equal(Corpus.Collections.Lines, copy.Lines);
        Assert.Equal(Corpus.Collections.Doubles.ToArray(), copy.Doubles.ToArray());
        Assert.Equal(Corpus.Collections.Counts, copy.Counts);
        Assert.Equal(Corpus.Collections.Points, copy.Points);
        Assert.Equal(Corpus.Collections.Set, copy.Set);
        Assert.Equal(Corpus.Collections.Jagged, copy.Jagged);
        Assert.Equal([1, 2], copy.Deep[5][0][Guid.Empty]);
    }

    [Fact]
    public void Times_OfAnyZone_KeepMomentAndOffset()
    {
        var copy = Payload.Copy(Corpus.Times);
        Assert.Equal(Corpus.Times, copy);
        Assert.Equal(DateTimeKind.Utc, copy.Utc.Kind);
        Assert.Equal(Corpus.Times.Local.Offset, copy.Local.Offset);
    }

    [Fact]
    public void Keyed_WithGaps_WritesNilInTheHoles()
    {
        Assert.Equal("#[int32,_,_,string,_,bool]", Payload.Registry.For<Keyed>().Shape);
        Assert.Equal([0x96, 0x01, 0xc0, 0xc0, 0xa4, (byte)'l', (byte)'a', (byte)'s', (byte)'t', 0xc0, 0xc3], Payload.Of(Corpus.Keyed));
    }

    [Fact]
    public void Point_SmallNumbers_TakesThreeBytes() => Assert.Equal([0x92, 0x01, 0xff], Payload.Of(new Point(1, -1)));
}
