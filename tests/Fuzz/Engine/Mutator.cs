using System.Buffers.Binary;

namespace Actors.Fuzz;

/// <summary>Makes an input out of others: a few changes of the kinds that break decoders. Writes into one buffer of its own.</summary>
internal sealed class Mutator(FuzzRandom random, int maxBytes)
{
    private static readonly byte[] Telling = [0, 1, 2, 7, 0x0F, 0x10, 0x1F, 0x20, 0x25, 0x2E, 0x2F, 0x3A, 0x7F, 0x80, 0x81, 0x90, 0x91, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC4, 0xC7, 0xCA, 0xCB, 0xCF, 0xD3, 0xD4, 0xD6, 0xD7, 0xD9, 0xDC, 0xDD, 0xDE, 0xDF, 0xE0, 0xFE, 0xFF];

    private readonly byte[] _bytes = new byte[maxBytes];
    private int _length;

    /// <summary>Bytes of no kind at all.</summary>
    internal ReadOnlyMemory<byte> Noise()
    {
        _length = random.Next(Math.Min(64, maxBytes) + 1);
        for (int i = 0; i < _length; i++) _bytes[i] = (byte)random.NextBits();
        return _bytes.AsMemory(0, _length);
    }

    /// <summary><paramref name="original"/> with one to eight changes; parts of <paramref name="other"/> may come in.</summary>
    internal ReadOnlyMemory<byte> Change(ReadOnlySpan<byte> original, ReadOnlySpan<byte> other)
    {
        _length = Math.Min(original.Length, maxBytes);
        original[.._length].CopyTo(_bytes);
        int changes = 1 + random.Next(random.OneIn(4) ? 8 : 2);
        for (int i = 0; i < changes; i++) ChangeOnce(other);
        return _bytes.AsMemory(0, _length);
    }

    private void ChangeOnce(ReadOnlySpan<byte> other)
    {
        int at = random.Next(_length + 1);
        switch (random.Next(12))
        {
            case 0 when at < _length:
                _bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < _length:
                _bytes[at] = (byte)random.NextBits();
                break;
            case 2 or 3 when at < _length:
                _bytes[at] = Telling[random.Next(Telling.Length)];
                break;
            case 4 when at < _length: // lengths and counts that are nearly right
                _bytes[at] += (byte)(random.Next(9) - 4);
                break;
            case 5: // cut
                _length = at;
                break;
            case 6:
                Delete(at, 1 + random.Next(8));
                break;
            case 7:
                Insert(at, [Telling[random.Next(Telling.Length)]]);
                break;
            case 8 when other.Length > 0: // of another input
                int from = random.Next(other.Length);
                Insert(at, other.Slice(from, 1 + random.Next(other.Length - from)));
                break;
            case 9 when _length > 0: // again
                int start = random.Next(_length);
                Span<byte> copy = stackalloc byte[Math.Min(64, _length - start)];
                _bytes.AsSpan(start, copy.Length).CopyTo(copy);
                Insert(at, copy);
                break;
            case 10: // a number of the wire
                Insert(at, Varint(random.NextBits() >> random.Next(64)));
                break;
            default:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(number, random.OneIn(2) ? ulong.MaxValue >> random.Next(64) : random.NextBits() >> random.Next(64));
                int width = 1 << random.Next(4);
                if (at + width <= _length) number[^width..].CopyTo(_bytes.AsSpan(at));
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> added)
    {
        int count = Math.Min(added.Length, maxBytes - _length);
        _bytes.AsSpan(at, _length - at).CopyTo(_bytes.AsSpan(at + count));
        added[..count].CopyTo(_bytes.AsSpan(at));
        _length += count;
    }

    private void Delete(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _bytes.AsSpan(at + count, _length - at - count).CopyTo(_bytes.AsSpan(at));
        _length -= count;
    }

    private static byte[] Varint(ulong value)
    {
        byte[] bytes = new byte[Remote.Varint.Size(value)];
        Remote.Varint.Write(bytes, 0, value);
        return bytes;
    }
}
