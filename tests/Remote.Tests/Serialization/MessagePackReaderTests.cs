namespace Actors.Remote.Tests.Serialization;

/// <summary>Any legal encoding is read, whichever a sender chose; what is not legal is refused.</summary>
public sealed class MessagePackReaderTests
{
    private delegate T Reading<T>(ref MessagePackReader reader);

    [Theory]
    [InlineData("05")]
    [InlineData("CC05")]
    [InlineData("CD0005")]
    [InlineData("CE00000005")]
    [InlineData("CF0000000000000005")]
    [InlineData("D005")]
    [InlineData("D10005")]
    [InlineData("D200000005")]
    [InlineData("D30000000000000005")]
    public void ReadIntegers_InAnyForm_AreTheSame(string hex)
    {
        Assert.Equal(5, Read(hex, (ref reader) => reader.ReadSByte()));
        Assert.Equal(5, Read(hex, (ref reader) => reader.ReadInt16()));
        Assert.Equal(5, Read(hex, (ref reader) => reader.ReadInt32()));
        Assert.Equal(5, Read(hex, (ref reader) => reader.ReadInt64()));
        Assert.Equal(5u, Read(hex, (ref reader) => reader.ReadByte()));
        Assert.Equal(5u, Read(hex, (ref reader) => reader.ReadUInt16()));
        Assert.Equal(5u, Read(hex, (ref reader) => reader.ReadUInt32()));
        Assert.Equal(5u, Read(hex, (ref reader) => reader.ReadUInt64()));
        Assert.Equal('\u0005', Read(hex, (ref reader) => reader.ReadChar()));
        Assert.Equal(5f, Read(hex, (ref reader) => reader.ReadSingle()));
        Assert.Equal(5d, Read(hex, (ref reader) => reader.ReadDouble()));
        Assert.Equal(5m, Read(hex, (ref reader) => reader.ReadDecimal()));
    }

    [Theory]
    [InlineData("FB")]
    [InlineData("D0FB")]
    [InlineData("D1FFFB")]
    [InlineData("D2FFFFFFFB")]
    [InlineData("D3FFFFFFFFFFFFFFFB")]
    public void ReadIntegers_Negative_AreReadOrRefused(string hex)
    {
        Assert.Equal(-5, Read(hex, (ref reader) => reader.ReadSByte()));
        Assert.Equal(-5, Read(hex, (ref reader) => reader.ReadInt64()));
        Assert.Equal(-5d, Read(hex, (ref reader) => reader.ReadDouble()));
        Refused(hex, (ref reader) => reader.ReadUInt64(), "-5 is not between 0 and 18446744073709551615");
        Refused(hex, (ref reader) => reader.ReadByte(), "-5 is not between 0 and 255");
    }

    [Fact]
    public void ReadIntegers_TooLarge_AreRefused()
    {
        Refused("CC80", (ref reader) => reader.ReadSByte(), "128 is not between -128 and 127");
        Refused("D1FF7F", (ref reader) => reader.ReadSByte(), "-129 is not between -128 and 127");
        Refused("CFFFFFFFFFFFFFFFFF", (ref reader) => reader.ReadInt64(), "18446744073709551615 is not between");
        Refused("CD0100", (ref reader) => reader.ReadByte(), "256 is not between 0 and 255");
        Refused("CB3FF0000000000000", (ref reader) => reader.ReadInt32(), "a whole number expected, a floating point number found");
    }

    [Fact]
    public void ReadFloats_OfTheOtherWidth_AreTaken()
    {
        Assert.Equal(1.5, Read("CA3FC00000", (ref reader) => reader.ReadDouble()));
        Assert.Equal(1.5f, Read("CB3FF8000000000000", (ref reader) => reader.ReadSingle()));
        Assert.Equal(float.PositiveInfinity, Read("CB7FF0000000000000", (ref reader) => reader.ReadSingle()));
        Assert.True(float.IsNaN(Read("CB7FF8000000000000", (ref reader) => reader.ReadSingle())));
        Refused("CB7E37E43C8800759C", (ref reader) => reader.ReadSingle(), "does not fit");
    }

    [Theory]
    [InlineData("A26162")]
    [InlineData("D9026162")]
    [InlineData("DA00026162")]
    [InlineData("DB000000026162")]
    public void ReadString_WithAnyHeader_IsTheSame(string hex) => Assert.Equal("ab", Read(hex, (ref reader) => reader.ReadString()));

    [Theory]
    [InlineData("C4020102")]
    [InlineData("C500020102")]
    [InlineData("C6000000020102")]
    public void ReadBytes_WithAnyHeader_IsTheSame(string hex) => Assert.Equal([1, 2], Read(hex, (ref reader) => reader.ReadBytes()));

    [Theory]
    [InlineData("9105")]
    [InlineData("DC000105")]
    [InlineData("DD0000000105")]
    public void BeginArray_WithAnyHeader_IsTheSame(string hex) => Assert.Equal(1, Read(hex, (ref reader) => reader.BeginArray()));

    [Theory]
    [InlineData("810506")]
    [InlineData("DE00010506")]
    [InlineData("DF000000010506")]
    public void BeginMap_WithAnyHeader_IsTheSame(string hex) => Assert.Equal(1, Read(hex, (ref reader) => reader.BeginMap()));

    [Theory]
    [InlineData("A1FF")]
    [InlineData("A2C328")]
    [InlineData("A3EDA080")]
    [InlineData("A2C080")]
    public void ReadString_NotUtf8_IsRefused(string hex) => Refused(hex, (ref reader) => reader.ReadString(), "not valid UTF-8");

    [Fact]
    public void Read_OfAnotherKind_SaysWhatIsThere()
    {
        Refused("C0", (ref reader) => reader.ReadString(), "text expected, nil found (before byte 1)");
        Refused("A0", (ref reader) => reader.ReadBytes(), "bytes expected, text found");
        Refused("C400", (ref reader) => reader.ReadString(), "text expected, bytes found");
        Refused("01", (ref reader) => reader.ReadBoolean(), "true or false expected, a whole number found");
        Refused("80", (ref reader) => reader.BeginArray(), "an array expected, a map found");
        Refused("90", (ref reader) => reader.BeginMap(), "a map expected, an array found");
        Refused("C3", (ref reader) => reader.ReadInt32(), "a whole number expected, true or false found");
        Refused("C1", (ref reader) => reader.ReadInt32(), "the reserved byte 0xc1 found");
        Refused("C1", Skipped, "the reserved byte 0xc1 found");
        Refused("D40100", (ref reader) => reader.ReadDouble(), "a number expected, an extension found");
        Refused("", (ref reader) => reader.ReadInt32(), "end where a value should begin");
    }

    [Theory]
    [InlineData("D6FF00000000", "1970-01-01T00:00:00Z")]
    [InlineData("D7FF0000000000000000", "1970-01-01T00:00:00Z")]
    [InlineData("C70CFF000000000000000000000000", "1970-01-01T00:00:00Z")]
    [InlineData("C708FF0000000000000001", "1970-01-01T00:00:01Z")]
    [InlineData("C70CFF00000063FFFFFFFFFFFFFFFF", "1969-12-31T23:59:59Z")]
    public void ReadDateTime_InAnyForm_IsTheMoment(string hex, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, null).UtcDateTime, Read(hex, (ref reader) => reader.ReadDateTime()));

    [Theory]
    [InlineData("D60100000000", "an extension of type 1 found")]
    [InlineData("D4FF00", "4, 8 or 12 bytes, not 1")]
    [InlineData("C700FF", "4, 8 or 12 bytes, not 0")]
    [InlineData("C70CFF3B9ACA000000000000000000", "not between the years")]
    [InlineData("C70CFF000000007FFFFFFFFFFFFFFF", "not between the years")]
    [InlineData("C70CFF000000008000000000000000", "not between the years")]
    [InlineData("D7FFFFFFFFFFFFFFFFFF", "not between the years")]
    public void ReadDateTime_NoTimestamp_IsRefused(string hex, string reason) => Refused(hex, (ref reader) => reader.ReadDateTime(), reason);

    [Fact]
    public void ReadDateTimeOffset_OutOfRange_IsRefused()
    {
        Refused("92D6FF00000000CD0349", (ref reader) => reader.ReadDateTimeOffset(), "841 is not between");
        Refused("92C70CFF00000000FFFFFFF1886E0900FF", (ref reader) => reader.ReadDateTimeOffset(), "not between the years");
        Refused("91D6FF00000000", (ref reader) => reader.ReadDateTimeOffset(), "offset expected");
        Assert.Equal(DateTimeOffset.UnixEpoch, Read("D6FF00000000", (ref reader) => reader.ReadDateTimeOffset()));
    }

    [Theory]
    [InlineData("A0")]
    [InlineData("A178")]
    [InlineData("A3316530")]
    [InlineData("BF39393939393939393939393939393939393939393939393939393939393939")]
    public void ReadDecimal_Texts_AreNumbersOrRefused(string hex)
    {
        if (hex == "A3316530") Assert.Equal(1m, Read(hex, (ref reader) => reader.ReadDecimal()));
        else Refused(hex, (ref reader) => reader.ReadDecimal(), "no decimal number");
    }

    [Fact]
    public void ReadGuid_OfAnotherLength_IsRefused() => Refused("C40101", (ref reader) => reader.ReadGuid(), "16 bytes, not 1");

    private static int Skipped(ref MessagePackReader reader)
    {
        reader.Skip();
        return reader.Position;
    }

    private static T Read<T>(string hex, Reading<T> read)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex), null);
        return read(ref reader);
    }

    private static void Refused<T>(string hex, Reading<T> read, string reason)
    {
        var error = Assert.Throws<MessageFormatException>(() => Read(hex, read));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
