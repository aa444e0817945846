namespace Actors.Remote.Tests.Serialization;

public sealed class MessagePackWriterTests
{
    private delegate void Writing(ref MessagePackWriter writer);

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65_535, "CDFFFF")]
    [InlineData(65_536, "CE00010000")]
    [InlineData(4_294_967_295, "CEFFFFFFFF")]
    [InlineData(4_294_967_296, "CF0000000100000000")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-128, "D080")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32_768, "D18000")]
    [InlineData(-32_769, "D2FFFF7FFF")]
    [InlineData(int.MinValue, "D280000000")]
    [InlineData(int.MinValue - 1L, "D3FFFFFFFF7FFFFFFF")]
    [InlineData(long.MinValue, "D38000000000000000")]
    public void WriteInt64_AnyNumber_TakesTheShortestForm(long value, string hex) =>
        Assert.Equal(hex, Hex((ref writer) => writer.WriteInt64(value)));

    [Theory]
    [InlineData(0, "A0")]
    [InlineData(31, "BF")]
    [InlineData(32, "D920")]
    [InlineData(255, "D9FF")]
    [InlineData(256, "DA0100")]
    [InlineData(65_536, "DB00010000")]
    public void WriteString_AnyLength_TakesTheShortestHeader(int length, string header) =>
        Assert.StartsWith(header, Hex((ref writer) => writer.WriteString(new string('x', length))), StringComparison.Ordinal);

    [Fact]
    public void WriteString_WideCharacters_CountsBytesNotCharacters()
    {
        Assert.Equal("A6E4B896E7958C", Hex((ref writer) => writer.WriteString("世界")));
        Assert.StartsWith("D921", Hex((ref writer) => writer.WriteString(new string('世', 11))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "C400")]
    [InlineData(255, "C4FF")]
    [InlineData(256, "C50100")]
    [InlineData(65_536, "C600010000")]
    public void WriteBytes_AnyLength_TakesTheShortestHeader(int length, string header) =>
        Assert.StartsWith(header, Hex((ref writer) => writer.WriteBytes(new byte[length])), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9F", "8F")]
    [InlineData(16, "DC0010", "DE0010")]
    [InlineData(65_536, "DD00010000", "DF00010000")]
    public void Begin_AnyCount_TakesTheShortestHeader(int count, string array, string map)
    {
        Assert.Equal(array, Hex((ref writer) => writer.BeginArray(count)));
        Assert.Equal(map, Hex((ref writer) => writer.BeginMap(count)));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "D6FF00000000")]
    [InlineData("2106-02-07T06:28:15Z", "D6FFFFFFFFFF")]
    [InlineData("2106-02-07T06:28:16Z", "D7FF0000000100000000")]
    [InlineData("1970-01-01T00:00:00.0000001Z", "D7FF0000019000000000")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "C70CFF3B9AC99CFFFFFFFFFFFFFFFF")]
    public void WriteDateTime_AnyMoment_TakesTheShortestTimestamp(string moment, string hex) =>
        Assert.Equal(hex, Hex((ref writer) => writer.WriteDateTime(DateTimeOffset.Parse(moment, null).UtcDateTime)));

    [Fact]
    public void BeginArray_TooDeep_Throws() =>
        Assert.Throws<MessageFormatException>(() => Hex((ref writer) =>
        {
            for (int i = 0; i <= MessagePackReader.MaxDepth; i++) writer.BeginArray(1);
        }));

    private static string Hex(Writing write)
    {
        using var buffer = new WireBuffer(16, 1024 * 1024);
        var writer = new MessagePackWriter(buffer, null);
        write(ref writer);
        return Convert.ToHexString(buffer.WrittenSpan);
    }
}
