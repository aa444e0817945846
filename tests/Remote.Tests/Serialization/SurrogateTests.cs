using System.Numerics;

namespace Actors.Remote.Tests.Serialization;

/// <summary>A message stands for a type that is not ours.</summary>
public sealed class SurrogateTests
{
    [Fact]
    public void Member_OfAForeignType_ComesBackEqual()
    {
        var copy = Payload.Copy(Corpus.Foreign);
        Assert.Equal((Corpus.Foreign.Number, Corpus.Foreign.Maybe), (copy.Number, copy.Maybe));
        Assert.Equal(Corpus.Foreign.Many, copy.Many);
        Assert.Same(TimeZoneInfo.Utc, copy.Zone);
        Assert.Null(copy.MaybeZone);
    }

    [Fact]
    public void Shape_NamesTheSurrogate() =>
        Assert.Equal("[{corpus.complex},{corpus.complex}?,list<{corpus.complex}>,{corpus.timezone},{corpus.timezone}?]", Payload.Registry.For<Foreign>().Shape);

    [Fact]
    public void Read_ConversionThatThrows_IsAFormatErrorOfTheMember()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Foreign>([0x94, 0x92, 0, 0, 0xc0, 0x90, 0x91, 0xa1, (byte)'?']));
        Assert.Equal(("corpus.foreign", "Zone"), (error.MessageId, error.Member));
        Assert.IsType<ArgumentException>(error.InnerException);
    }

    [Fact]
    public void Write_NullInANonNullableMember_NamesIt()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Of(Corpus.Foreign with { Zone = null! }));
        Assert.Equal(("corpus.foreign", "Zone"), (error.MessageId, error.Member));
        Assert.Contains("null", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Struct_AllocatesNothing()
    {
        using var buffer = new WireBuffer(1024, 4096);
        var codec = Payload.Registry.For<Foreign>();
        var message = new Foreign(Complex.One, Complex.One, [], TimeZoneInfo.Utc, null);
        Write(codec, buffer, message);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Write(codec, buffer, message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 48); // the zone's surrogate is a class
    }

    private static void Write(MessageCodec<Foreign> codec, WireBuffer buffer, Foreign message)
    {
        buffer.Truncate(0);
        var writer = new MessagePackWriter(buffer, null);
        codec.Write(ref writer, message);
    }
}
