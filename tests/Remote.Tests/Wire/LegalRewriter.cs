using Actors.Remote.Proto;

namespace Actors.Remote.Tests;

/// <summary>
/// Encodes a batch as no ordinary serialiser would, but as the encoding allows: fields in any order (repeated ones in
/// theirs), numbers longer than needed, scalars set twice (the last counts), unknown fields of every wire type between.
/// </summary>
internal sealed class LegalRewriter(Random random)
{
    internal byte[] Frame(Batch batch) => Message([[Bytes(7, Batch(batch))]]);

    private byte[] Batch(Batch batch) => Message([
        batch.ResetTables ? [[.. Tag(1, 0), .. Number(random.NextUInt64() | 1)]] : [], // once: a reset that was read has happened
        [.. batch.Targets.Select(target => Bytes(2, Message([Scalar(1, target.Id), Text(2, target.Path), Scalar(3, target.Uid)])))],
        [.. batch.Types_.Select(type => Bytes(3, Message([Scalar(1, type.Id), Text(2, type.Name)])))],
        [.. batch.Envelopes.Select(envelope => Bytes(4, Envelope(envelope)))],
    ]);

    private byte[] Envelope(Envelope envelope) => Message([
        Scalar(1, envelope.Target),
        Scalar(2, envelope.Type),
        [Bytes(3, envelope.Payload.ToByteArray())],
        Scalar(4, envelope.Sender),
        Scalar(5, envelope.Ask),
        Scalar(6, envelope.Reply),
        Scalar(7, (ulong)(int)envelope.Failure),
        Scalar(8, envelope.Hops),
        Scalar(9, envelope.Epoch),
        Scalar(10, envelope.Large),
        envelope.Trace is null ? [] : [Bytes(11, Message([Text(1, envelope.Trace.Traceparent), Text(2, envelope.Trace.Tracestate)]))],
    ]);

    /// <summary>Merges the fields at random, keeping the order within each list.</summary>
    private byte[] Message(List<List<byte[]>> fields)
    {
        fields.Add([.. Enumerable.Range(0, random.Next(3)).Select(_ => Unknown(2))]);
        var message = new List<byte>();
        while (fields.RemoveAll(list => list.Count == 0) >= 0 && fields.Count > 0)
        {
            List<byte[]> list = fields[random.Next(fields.Count)];
            message.AddRange(list[0]);
            list.RemoveAt(0);
        }

        return [.. message];
    }

    private List<byte[]> Scalar(uint field, ulong value)
    {
        List<byte[]> written = [];
        if (random.Next(4) == 0) written.Add([.. Tag(field, 0), .. Number(random.NextUInt64())]);
        if (value != 0 || written.Count > 0 || random.Next(2) == 0) written.Add([.. Tag(field, 0), .. Number(value)]);
        return written;
    }

    private List<byte[]> Text(uint field, string text) => [Bytes(field, System.Text.Encoding.UTF8.GetBytes(text))];

    private byte[] Bytes(uint field, byte[] value) => [.. Tag(field, 2), .. Number((ulong)value.Length, 5), .. value];

    private byte[] Unknown(int depth)
    {
        uint field = (uint)random.Next(20, 5000);
        switch (random.Next(depth > 0 ? 5 : 4))
        {
            case 0:
                return [.. Tag(field, 0), .. Number(random.NextUInt64())];
            case 1:
                return [.. Tag(field, 1), .. Raw(8)];
            case 2:
                return Bytes(field, Raw(random.Next(40)));
            case 3:
                return [.. Tag(field, 5), .. Raw(4)];
            default:
                return [.. Tag(field, 3), .. Unknown(depth - 1), .. Unknown(depth - 1), .. Tag(field, 4)];
        }
    }

    private byte[] Tag(uint field, uint wireType) => Number(field << 3 | wireType, 5);

    private byte[] Number(ulong value, int longest = 10)
    {
        int length = Varint.Size(value);
        if (random.Next(3) == 0) length = random.Next(length, longest + 1);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((value & 0x7F) | (i < length - 1 ? 0x80u : 0));
            value >>= 7;
        }

        return bytes;
    }

    private byte[] Raw(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
