using Actors.Remote;
using Actors.Remote.Tests;
using Actors.Remote.Tests.Serialization;

namespace Actors.Fuzz.Targets;

/// <summary>
/// Generated codecs, JSON and Protocol Buffers; the input's first byte says which. What was read is written and read again;
/// written once more it is the same bytes.
/// </summary>
internal sealed class CodecTarget : FuzzTarget, IDisposable
{
    internal static readonly MessageRegistry Registry = new([CorpusMessages.Manifest, FormatMessages.Manifest]);

    private static readonly MessageCodec[] Codecs = [.. Registry.Codecs.OrderBy(codec => codec.Id, StringComparer.Ordinal)];

    // Sets whose order is that of hashes, which an insertion in another order may change.
    private static readonly Type[] Unordered = [typeof(FixedCollections), typeof(FrozenTexts), typeof(MoreCollections)];

    private readonly WireBuffer _first = new(1024, 1 << 24);
    private readonly WireBuffer _second = new(1024, 1 << 24);
    private readonly PathTranslator _refs = new();
    private MessageCodec _codec = Codecs[0];
    private object? _message;

    internal override string Name => "codecs";

    internal override int Share => 200;

    internal override IEnumerable<byte[]> Seeds
    {
        get
        {
            for (int i = 0; i < Codecs.Length; i++)
            {
                yield return [(byte)i, 0x90];
                yield return [(byte)i, .. Enumerable.Repeat<byte[]>([0x92, 1, 0x91], 70).SelectMany(level => level), 0x92, 1, 0x90]; // deeper than allowed
                foreach (object message in Corpus.All.Append(new Note("a", ["b"], DateTimeOffset.UnixEpoch)).Append(new Chain(1, new Chain(2, null))))
                {
                    if (message.GetType() == Codecs[i].MessageType && Write(message) is { Length: < 600 } bytes) yield return [(byte)i, .. bytes];
                }
            }
        }
    }

    /// <summary>The codec's id before the bytes: its number changes with every message that comes in.</summary>
    internal override byte[] Parse(string line)
    {
        string[] parts = line.Split(' ', 2);
        return [(byte)Array.FindIndex(Codecs, codec => codec.Id == parts[0]), .. base.Parse(parts[1])];
    }

    internal static byte[] Write(object message)
    {
        using var buffer = new WireBuffer(1024, 1 << 24);
        var writer = new MessagePackWriter(buffer, null);
        Registry.For(message.GetType()).WriteObject(ref writer, message);
        return buffer.WrittenSpan.ToArray();
    }

    protected override int Decode(ReadOnlyMemory<byte> input)
    {
        _message = null;
        if (input.IsEmpty) return 0;
        int index = input.Span[0] % Codecs.Length;
        _codec = Codecs[index];
        var reader = new MessagePackReader(input.Span[1..], _refs);
        _message = _codec.ReadObject(ref reader);
        return 1 + index;
    }

    protected override bool IsRefusal(Exception error) => error is MessageFormatException;

    // A byte may stand for a message of defaults only. A refusal is wrapped at each level, 64 at most.
    protected override long AllocationLimit(int inputBytes, bool refused) => 8 * 1024 + (1024L * inputBytes) + (refused ? 256 * 1024 : 0);

    protected override string? FindDifference()
    {
        if (_message is null) return null;
        Write(_first, _message);
        var reader = new MessagePackReader(_first.WrittenSpan, _refs);
        object again = _codec.ReadObject(ref reader);
        if (reader.Remaining != 0) return $"{_codec.Id}: of what was written {reader.Remaining} bytes are not read";
        Write(_second, again);
        bool isSame = Unordered.Contains(_codec.MessageType) ? _first.Length == _second.Length : _first.WrittenSpan.SequenceEqual(_second.WrittenSpan);
        return isSame ? null : $"{_codec.Id}: {Convert.ToHexString(_first.WrittenSpan)} is read and written as {Convert.ToHexString(_second.WrittenSpan)}";
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private void Write(WireBuffer buffer, object message)
    {
        buffer.Truncate(0);
        var writer = new MessagePackWriter(buffer, _refs);
        _codec.WriteObject(ref writer, message);
    }
}
