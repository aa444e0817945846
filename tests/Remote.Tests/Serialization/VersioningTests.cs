namespace Actors.Remote.Tests.Serialization;

/// <summary>Nodes of two versions of a program understand each other as long as members are only added at the end.</summary>
public sealed class VersioningTests
{
    [Fact]
    public void Read_NewerSender_SkipsTheAddedMembers() => Assert.Equal(new Version1(5), Payload.Read<Version1>(Payload.Of(Newer())));

    [Fact]
    public void Read_OlderSender_FillsInDefaults()
    {
        var message = Payload.Read<Version2>(Payload.Of(new Version1(5)));
        Assert.Equal((5, 0, "", null), (message.A, message.B, message.Text, message.C));
        Assert.Empty(message.List);
        Assert.Empty(message.Map);
        Assert.Empty(message.Set);
        Assert.Empty(message.Immutable);
        Assert.Empty(message.Bytes);
        Assert.Equal(default, message.Point);
        Assert.Null(message.Line);
    }

    [Fact]
    public void Read_OlderSender_FillsInTheConstructorsOwnDefaults()
    {
        var message = Payload.Read<Version2>(Payload.Of(new Version1(5)));
        Assert.Equal("hi \"you\"", message.Greeting);
        Assert.Equal((-1.5, Colour.Green, '\n', long.MinValue, 12.50m), (message.Factor, message.Colour, message.Mark, message.Big, message.Price));
        Assert.True(float.IsNaN(message.Nothing));
    }

    [Fact]
    public void Read_OlderSender_FillsInTheConstantsOfInitializers()
    {
        var message = Payload.Read<Version2Init>(Payload.Of(new Version1(5)));
        Assert.Equal((5, "initial", 5L, Colour.Green, 7, 1m, ""), (message.A, message.Text, message.Number, message.Colour, message.Maybe, message.Price, message.NotReally));
        Assert.Empty(message.List);
    }

    [Fact]
    public void Read_OlderSenderAndAMemberWithoutDefault_IsRefusedByName()
    {
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Version2Strict>(Payload.Of(new Version1(5))));
        Assert.Equal(("corpus.v2strict", "Line"), (error.MessageId, error.Member));
        Assert.Contains("default value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EachNumberOfMembers_Works()
    {
        byte[] all = Payload.Of(Newer());
        for (int count = 0; count <= 18; count++)
        {
            var reader = new MessagePackReader(all, null);
            reader.BeginArray();
            reader.Skip(count);
            byte[] some = [0xdc, 0, (byte)count, .. all.AsSpan(3, reader.Position - 3)];
            var message = Payload.Read<Version2>(some);
            Assert.Equal(count > 0 ? 5 : 0, message.A);
            Assert.Equal(count > 10 ? "greeting" : "hi \"you\"", message.Greeting);
        }
    }

    [Fact]
    public void Read_AddedMembersOfEveryKind_AreSkipped()
    {
        byte[] bytes = [
            0xdc, 0, 9, 7, // [7, then eight more
            0x93, 1, 0x81, 0xa1, (byte)'k', 0xc4, 1, 9, 0x92, 0xc0, 0xc3, // [1, {"k": bytes}, [nil, true]]
            0xd4, 5, 0, 0xc7, 2, 5, 1, 2, // extensions
            0xca, 0, 0, 0, 0, 0xcf, 0, 0, 0, 0, 0, 0, 0, 1, // float32, uint64
            0xdb, 0, 0, 0, 1, (byte)'x', 0xdf, 0, 0, 0, 0, 0xe0]; // str32, map32, -32
        Assert.Equal(new Version1(7), Payload.Read<Version1>(bytes));
    }

    [Fact]
    public void Keyed_HolesFilledByAnotherVersion_AreSkipped()
    {
        Assert.Equal(new Keyed("x", 1), Payload.Read<Keyed>([0x94, 1, 0x92, 1, 2, 0xa1, (byte)'y', 0xa1, (byte)'x']));
    }

    private static Version2 Newer() =>
        new(5, 6, "text", 7, [1], new() { ["k"] = 2 }, [3], [4], [5], new(6, 7), "greeting", 2, Colour.Red, 'x', 8, 9, 10, new(new(1, 2), new(3, 4)));
}
