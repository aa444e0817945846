using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Actors.Remote.Tests.Serialization;

/// <summary>Protocol Buffers and JSON behind the same codec as MessagePack.</summary>
public sealed class FormatTests
{
    private static readonly MessageRegistry Registry = new([FormatMessages.Manifest]);

    private static readonly Note Example = new("a", ["b", "ü"], DateTimeOffset.UnixEpoch);

    [Fact]
    public void Json_Written_IsTheContextsJson() =>
        Assert.Equal("""{"title":"a","lines":["b","\u00FC"],"written":"1970-01-01T00:00:00+00:00"}""", Encoding.UTF8.GetString(Write(Example)));

    [Fact]
    public void Json_Read_ComesBackEqual()
    {
        var copy = Read<Note>(Write(Example));
        Assert.Equal((Example.Title, Example.Written), (copy.Title, copy.Written));
        Assert.Equal(Example.Lines, copy.Lines);
    }

    [Fact]
    public void Protobuf_Written_IsWhatTheLibraryWrites()
    {
        var message = new Struct { Fields = { ["k"] = Value.ForNumber(1.5), ["l"] = Value.ForList(Value.ForNull(), Value.ForString("x")) } };
        byte[] bytes = Write(message);
        Assert.Equal(message.ToByteArray(), bytes);
        Assert.Equal(message, Read<Struct>(bytes));
    }

    [Fact]
    public void Formats_AreToldApart()
    {
        Assert.Equal((MessageFormat.Json, "json"), (Registry.For<Note>().Format, Registry.For<Note>().Shape));
        Assert.Equal((MessageFormat.Protobuf, "protobuf"), (Registry.For<Struct>().Format, Registry.For<Struct>().Shape));
        Assert.Equal(MessageFormat.MessagePack, Registry.For<string>().Format);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}x")]
    [InlineData("{\"title\":5}")]
    [InlineData("[1]")]
    public void Json_Malformed_IsAFormatErrorOfTheMessage(string json) =>
        Assert.Equal("formats.note", Assert.Throws<MessageFormatException>(() => Read<Note>(Encoding.UTF8.GetBytes(json))).MessageId);

    [Fact]
    public void Json_TooDeep_IsRefusedOnBothSides()
    {
        Chain? chain = null;
        for (int i = 0; i < 100; i++) chain = new Chain(i, chain);
        Assert.Throws<MessageFormatException>(() => Write(chain!));
        byte[] deep = [.. Enumerable.Repeat("{\"next\":"u8.ToArray(), 10_000).SelectMany(part => part)];
        Assert.Throws<MessageFormatException>(() => Read<Chain>(deep));
    }

    [Fact]
    public void Protobuf_TooDeep_IsRefused()
    {
        var value = Value.ForNull();
        for (int i = 0; i < 200; i++) value = Value.ForList(value);
        Assert.Throws<MessageFormatException>(() => Read<Struct>(Write(new Struct { Fields = { ["k"] = value } })));
    }

    /// <summary>The library writes such messages until the stack ends, and the process with it: seen without ProtobufDepth.Check.</summary>
    [Fact]
    public void Protobuf_ThatContainsItself_IsRefusedWhenWritten()
    {
        var list = new ListValue();
        var value = new Value { ListValue = list };
        list.Values.Add(value);
        Assert.Contains("deeper than 100", Assert.Throws<MessageFormatException>(() => Write(new Struct { Fields = { ["k"] = value } })).Message, StringComparison.Ordinal);
        var map = new Struct();
        map.Fields["k"] = Value.ForStruct(map);
        Assert.Throws<MessageFormatException>(() => Write(map));
    }

    /// <summary>What can be read can be written: the depth refused is the depth that no parser takes.</summary>
    [Fact]
    public void Protobuf_AsDeepAsCanBeRead_IsWritten()
    {
        var value = Value.ForNull();
        int levels = 0;
        for (; levels < 100; levels++)
        {
            var deeper = Value.ForList(value);
            byte[] bytes = new Struct { Fields = { ["k"] = deeper } }.ToByteArray();
            try
            {
                Struct.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                break;
            }

            value = deeper;
        }

        Assert.InRange(levels, 30, 99);
        var deepest = new Struct { Fields = { ["k"] = value } };
        Assert.Equal(deepest, Read<Struct>(Write(deepest)));
    }

    [Fact]
    public void Codec_WithALimit_RefusesMoreOnBothSides()
    {
        var counts = new Counts(Enumerable.Range(0, 5).ToDictionary(i => (long)i));
        Assert.Equal(counts.Of, Read<Counts>(Write(counts)).Of);
        Assert.Contains("maxBytes is 64", Assert.Throws<MessageFormatException>(() => Write(new Counts(Enumerable.Range(0, 50).ToDictionary(i => (long)i)))).Message, StringComparison.Ordinal);
        Assert.Contains("maxBytes is 64", Assert.Throws<MessageFormatException>(() => Read<Counts>([.. "{\"of\":{}}"u8, .. new byte[64]])).Message, StringComparison.Ordinal);
        Assert.Equal("text", Read<StringValue>(Write(new StringValue { Value = "text" })).Value);
        Assert.Throws<MessageFormatException>(() => Write(new StringValue { Value = new string('x', 64) }));
        Assert.Throws<MessageFormatException>(() => Read<StringValue>(new StringValue { Value = new string('x', 64) }.ToByteArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonMessage.Codec("x", NoteJson.Default.Note, 0));
    }

    [Fact]
    public void Write_Null_IsRefused()
    {
        Assert.Throws<MessageFormatException>(() => Write<Note>(null!));
        Assert.Throws<MessageFormatException>(() => Write<Struct>(null!));
    }

    [Fact]
    public void Write_MoreThanTheBufferTakes_IsFrameTooLarge()
    {
        Assert.Throws<FrameTooLargeException>(() => Write(new Note(new string('x', 5000), []), 4096));
        Assert.Throws<FrameTooLargeException>(() => Write(new BytesValue { Value = ByteString.CopyFrom(new byte[5000]) }, 4096));
    }

    [Theory]
    [InlineData("formats.note")]
    [InlineData("formats.chain")]
    [InlineData("formats.struct")]
    [InlineData("formats.bytes")]
    public void Read_AnyBytes_GivesAMessageOrAFormatError(string id)
    {
        Assert.True(Registry.TryFind(id, out var codec));
        byte[][] originals = [Write(Example), Write(new Struct { Fields = { ["k"] = Value.ForString("v") } }), []];
        var inputs =
            from original in Gen.Elements(originals)
            from length in Gen.Choose(0, original.Length)
            from more in ArbMap.Default.GeneratorFor<byte[]>()
            select (byte[])[.. original.AsSpan(0, length), .. more];
        Prop.ForAll(inputs.ToArbitrary(), bytes =>
        {
            try
            {
                var reader = new MessagePackReader(bytes, null);
                codec.ReadObject(ref reader);
            }
            catch (MessageFormatException)
            {
                // refused, as it may be
            }
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("page<int32>")]
    public void Codec_WithAnIdThatIsNone_IsRefused(string id)
    {
        Assert.Throws<ArgumentException>(() => JsonMessage.Codec(id, NoteJson.Default.Note));
        Assert.Throws<ArgumentException>(() => ProtobufMessage.Codec(id, Struct.Parser));
    }

    private static byte[] Write<T>(T message, int limit = 1024 * 1024)
    {
        using var buffer = new WireBuffer(256, limit);
        var writer = new MessagePackWriter(buffer, null);
        Registry.For<T>().Write(ref writer, message);
        return buffer.WrittenSpan.ToArray();
    }

    private static T Read<T>(byte[] bytes)
    {
        var reader = new MessagePackReader(bytes, null);
        T message = Registry.For<T>().Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return message;
    }
}
