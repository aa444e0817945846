using Actors.Remote;

namespace Actors.Fuzz.Targets;

/// <summary>
/// The MessagePack reader by itself, every method of it in orders that no codec has. The input's first byte says in which.
/// What was read is written, and read again in the same order is the same.
/// </summary>
internal sealed class MessagePackTarget : FuzzTarget, IDisposable
{
    private readonly MessagePackWalk _walk = new();
    private readonly WireBuffer _buffer = new(1024, 1 << 20);
    private ReadOnlyMemory<byte> _input;

    internal override string Name => "messagepack";

    internal override int Share => 200;

    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            foreach (object message in Remote.Tests.Serialization.Corpus.All)
            {
                byte[] bytes = CodecTarget.Write(message);
                if (bytes.Length > MaxInputBytes) continue;
                yield return [0, .. bytes];
                yield return [(byte)(message.GetHashCode() | 1), .. bytes];
            }

            byte[][] single =
            [
                [0xD9, 70, .. new byte[70]], [0xD9, 70, .. Enumerable.Repeat((byte)0xFF, 70)], [0xA1, 0xFF], [.. Enumerable.Repeat((byte)0x91, 70), 1],
                [0x92, 0xC7, 12, 0xFF, 0, 0, 0, 0, 0, 0, 0, 58, 0xFF, 0xF4, 0x41, 0x7F, 0xD1, 3, 0x48], [0x92, 0xC7, 12, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xF1, 0x88, 0x6E, 0x09, 0x00, 0xD1, 0xFC, 0xB8],
                [0xDA, 0xFF, 0xFF, .. Enumerable.Repeat((byte)0x61, 65535)], [0xDB, 0, 3, 0, 0, .. Enumerable.Repeat((byte)0x61, 196_608)], [0xC0],
            ];
            foreach (byte[] bytes in single)
            {
                for (int choice = 0; choice < 256; choice++) yield return [(byte)choice, .. bytes];
            }

            foreach (byte choice in Enumerable.Range(0, 256).Select(i => (byte)i)) yield return [choice, 0x9F, 1, 0xFF, 0xCD, 1, 2, 0xD2, 0, 0, 0, 1, 0xCA, 0, 0, 0, 0, 0xCB, 0, 0, 0, 0, 0, 0, 0, 0, 0xA1, 0x31, 0xC4, 16, .. new byte[16], 0xD6, 0xFF, 0, 0, 0, 1, 0xC0, 0xC2, 0x81, 0, 1, 0x92, 0xD6, 0xFF, 0, 0, 0, 0, 60, 0xA5, .. "1.2.3"u8, 0xA5, .. "/user"u8, 0xC4, 1, 0xFE];
        }
    }

    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        _input = input;
        if (input.IsEmpty) return 0;
        var bytes = input.Span[1..];
        var reader = new MessagePackReader(bytes, null);
        if (input.Span[0] % 8 == 1)
        {
            reader.Skip();
            return reader.Remaining == 0 ? 1 : 2;
        }

        int outcome = _walk.Read(ref reader, input.Span[0]);
        if (_walk.Values > bytes.Length) throw new FuzzFailureException(Name, "more values than bytes", input.Span);
        return outcome;
    }

    protected override bool IsRefusal(Exception error) => error is MessageFormatException;

    // Text widens twofold and has a header; a path costs an object for each of its segments; a Uri three objects.
    protected override long AllocationLimit(int inputBytes, bool refused) => 1024 + (256L * inputBytes) + (refused ? 8 * 1024 : 0);

    protected override string? FindDifference()
    {
        if (_input.IsEmpty || _input.Span[0] % 8 == 1) return null;
        _buffer.Truncate(0);
        var writer = new MessagePackWriter(_buffer, null);
        int original = _walk.Hash;
        _walk.Write(ref writer);
        var reader = new MessagePackReader(_buffer.WrittenSpan, null);
        _walk.ReadAgain(ref reader);
        return _walk.Hash == original ? null : "what was written and read again differs";
    }

    public void Dispose() => _buffer.Dispose();
}
