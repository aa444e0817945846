using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests.Serialization;

/// <summary>
/// Bytes from a peer may be anything. Reading them gives a message or a <see cref="MessageFormatException"/>, never
/// another error, and takes memory in proportion to the bytes that are really there.
/// </summary>
public sealed class HostileInputTests
{
    // Per input byte the most is taken by a message of one byte that stands for all its defaults, here Version2's.
    private const long MaxBytesPerByte = 1024;

    // An exception with its text and stack trace, and one that says where it was, however deep.
    private const long MaxBytesForAnError = 64 * 1024;

    public static TheoryData<string> Ids() => [.. Payload.Registry.Codecs.Select(codec => codec.Id).Order(StringComparer.Ordinal)];

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        foreach (object message in Corpus.All)
        {
            byte[] bytes = Payload.OfObject(message);
            // Of the long one every point near its ends, and every 97th between.
            for (int length = 0; length < bytes.Length; length += length is < 600 or > 70_000 ? 1 : 97)
                Assert.False(Accepts(Payload.Registry.For(message.GetType()), bytes.AsSpan(0, length)), $"{message} cut to {length} bytes was read");
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Read_RandomBytes_GivesAMessageOrAFormatError(string id)
    {
        Assert.True(Payload.Registry.TryFind(id, out var codec));
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Accepts(codec, bytes) || true).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Read_CorpusWithChangedBytes_GivesAMessageOrAFormatError(string id)
    {
        Assert.True(Payload.Registry.TryFind(id, out var codec));
        byte[][] originals = [.. Corpus.All.Where(message => message.GetType() == codec.MessageType).Select(Payload.OfObject).Where(bytes => bytes.Length < 10_000)];
        if (originals.Length == 0) originals = [.. Corpus.All.Select(Payload.OfObject).Where(bytes => bytes.Length < 1000)];
        var changes = ArbMap.Default.GeneratorFor<(int Place, byte Value)[]>();
        var changed =
            from original in Gen.Elements(originals)
            from change in changes
            select Change(original, change);
        Prop.ForAll(changed.ToArbitrary(), bytes => Accepts(codec, bytes) || true).QuickCheckThrowOnFailure();
    }

    /// <summary>Fails when BeginArray only compares a header with the bytes left, not with all that is still owed.</summary>
    [Fact]
    public void Read_HeadersThatAnnounceTooMuchAtEveryLevel_TakesNoMemory()
    {
        // A tree whose every level announces as many children as there are bytes left, then a first child, and so on.
        var bytes = new byte[1024 * 1024];
        int position = 0;
        for (int level = 0; level < 30; level++)
        {
            int left = bytes.Length - position - 12;
            ReadOnlySpan<byte> head = [0x92, 1, 0xdd, (byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left];
            head.CopyTo(bytes.AsSpan(position));
            position += head.Length;
        }

        var codec = Payload.Registry.For<Tree>();
        Accepts(codec, [0x92, 1, 0x91, 1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Accepts(codec, bytes));
        // The first level may hold: an array of a million references.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (bytes.Length * 8L) + MaxBytesForAnError);
    }

    [Theory]
    [InlineData("DDFFFFFFFF")]
    [InlineData("DD7FFFFFFF")]
    [InlineData("DCFFFF")]
    [InlineData("DFFFFFFFFF")]
    [InlineData("DF7FFFFFFF")]
    [InlineData("DEFFFF")]
    [InlineData("DBFFFFFFFF")]
    [InlineData("C6FFFFFFFF")]
    [InlineData("C6FFFFFFFE")]
    [InlineData("C9FFFFFFFF05")]
    [InlineData("C97FFFFFFF05")]
    [InlineData("C97FFFFFFE05")]
    [InlineData("C7FF05")]
    public void Skip_LengthBeyondTheEnd_IsRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex + "0000");
        Assert.Throws<MessageFormatException>(() => new MessagePackReader(bytes, null).Skip());
        foreach (var codec in Payload.Registry.Codecs) Assert.False(Accepts(codec, bytes));
    }

    [Fact]
    public void Skip_TenThousandLevels_NeedsNoStack()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0x91, 10_000), 0];
        var reader = new MessagePackReader(bytes, null);
        reader.Skip();
        Assert.Equal(0, reader.Remaining);
        byte[] maps = [.. Enumerable.Repeat(new byte[] { 0x81, 0 }, 10_000).SelectMany(pair => pair), 0];
        var other = new MessagePackReader(maps, null);
        other.Skip();
        Assert.Equal(0, other.Remaining);
    }

    [Fact]
    public void Read_TenThousandLevelsOfATree_IsRefusedAtTheLimit()
    {
        byte[] bytes = [.. Enumerable.Repeat(new byte[] { 0x92, 1, 0x91 }, 10_000).SelectMany(level => level), 0x92, 1, 0x90];
        var error = Assert.Throws<MessageFormatException>(() => Payload.Read<Tree>(bytes));
        Assert.Equal("corpus.tree", error.MessageId);
        Assert.Contains("nested deeper than 64", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A byte that stands for a message of defaults or for a wide struct may do so as often as the limit allows. Fails, with
    /// hundreds of MiB, when Charge only counts; the last while what stands for a struct that was left out was not counted with the rest.
    /// </summary>
    [Theory]
    [InlineData("corpus.fats", 0x90)]
    [InlineData("corpus.wides", 0x90)]
    [InlineData("corpus.wides", 0xc0)]
    [InlineData("corpus.hollows", 0x90)]
    public void Read_BytesThatStandForMuch_AreRefusedAtTheLimit(string id, byte one)
    {
        Assert.True(Payload.Registry.TryFind(id, out var codec));
        const int count = 1 << 18;
        byte[] bytes = [0x91, 0xdd, 0, count >> 16, 0, 0, .. Enumerable.Repeat(one, count)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<MessageFormatException>(() =>
        {
            var reader = new MessagePackReader(bytes, null);
            codec.ReadObject(ref reader);
        });
        Assert.Contains("bytes of memory", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2L * (MessagePackReader.MemoryBase + (count * MessagePackReader.MemoryPerByte)));
        byte[] few = [0x91, 0xdc, 1, 0, .. Enumerable.Repeat(one, 256)];
        Assert.True(Accepts(codec, few));
    }

    /// <summary>
    /// What is wrong deep within a message costs two exceptions: what is wrong, and the same with its place. Fails, with one
    /// more for each level, when every codec on the way up catches and throws anew.
    /// </summary>
    [Theory]
    [InlineData("corpus.tree", "920191", "92C000", "Children", ".Value")]
    [InlineData("corpus.shape", "920093A17801", "C3", "Content", "")]
    public void Read_MalformedDeepWithin_ThrowsTwice(string id, string level, string end, string member, string last)
    {
        Assert.True(Payload.Registry.TryFind(id, out var codec));
        const int levels = 15;
        byte[] bytes = Convert.FromHexString(string.Concat(Enumerable.Repeat(level, levels)) + end);
        int thrown = 0;
        int thread = Environment.CurrentManagedThreadId;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs args) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        MessageFormatException? error = null;
        try
        {
            var reader = new MessagePackReader(bytes, null);
            codec.ReadObject(ref reader);
        }
        catch (MessageFormatException caught)
        {
            error = caught;
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        Assert.NotNull(error);
        Assert.Equal(id, error.MessageId);
        Assert.Equal(string.Join('.', Enumerable.Repeat(member, levels)) + last, error.Member);
        Assert.Equal(2, thrown);
    }

    [Fact]
    public void Read_KeyTwice_IsRefused()
    {
        Assert.Contains("twice", Refusal<Collections>([0x95, 0x90, 0x90, 0x90, 0x90, 0x82, 0xa1, 1, 1, 0xa1, 1, 2]), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal<Collections>([0x97, 0x90, 0x90, 0x90, 0x90, 0x80, 0x80, 0x92, 1, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Refused_NamesMessageMemberAndByte() =>
        Assert.Equal("Message 'corpus.line', member 'To.Y': a whole number expected, text found (before byte 7)", Refusal<Line>([0x92, 0x92, 1, 2, 0x92, 3, 0xa0]));

    private static string Refusal<T>(byte[] bytes) => Assert.Throws<MessageFormatException>(() => Payload.Read<T>(bytes)).Message;

    private static byte[] Change(byte[] original, (int Place, byte Value)[] changes)
    {
        byte[] bytes = [.. original];
        foreach (var (place, value) in changes) bytes[(int)((uint)place % bytes.Length)] = value;
        return bytes;
    }

    // True: read; false: refused. Any other error, or too much memory, fails the test.
    private static bool Accepts(MessageCodec codec, ReadOnlySpan<byte> bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new MessagePackReader(bytes, null);
        try
        {
            codec.ReadObject(ref reader);
            return true;
        }
        catch (MessageFormatException)
        {
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (bytes.Length * MaxBytesPerByte) + MaxBytesForAnError);
        }
    }
}
