namespace Actors.Remote;

/// <summary>A received envelope, valid as long as the bytes it was read from.</summary>
internal readonly ref struct EnvelopeView
{
    private EnvelopeView(EnvelopeHeader header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> trace)
    {
        Header = header;
        Trace = trace;
        Payload = payload;
    }

    internal EnvelopeHeader Header { get; }

    internal ReadOnlySpan<byte> Payload { get; }

    /// <summary>A TraceContext, not looked into; empty: none.</summary>
    internal ReadOnlySpan<byte> Trace { get; }

    internal static EnvelopeView Decode(ReadOnlySpan<byte> bytes, int offset)
    {
        var cursor = new WireCursor(bytes, offset);
        uint target = 0, type = 0, sender = 0, hops = 0, large = 0;
        ulong ask = 0, reply = 0, epoch = 0;
        int failure = 0;
        ReadOnlySpan<byte> payload = default, trace = default;
        while (cursor.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case WireTags.EnvelopeTarget:
                    target = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeType:
                    type = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopePayload:
                    payload = cursor.ReadBytes();
                    break;
                case WireTags.EnvelopeSender:
                    sender = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeAsk:
                    ask = cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeReply:
                    reply = cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeFailure:
                    failure = (int)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeHops:
                    hops = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeEpoch:
                    epoch = cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeLarge:
                    large = (uint)cursor.ReadVarint();
                    break;
                case WireTags.EnvelopeTrace:
                    trace = cursor.ReadBytes();
                    break;
                default:
                    cursor.Skip(tag);
                    break;
            }
        }

        return new EnvelopeView(
            new EnvelopeHeader
            {
                Target = target,
                Type = type,
                Sender = sender,
                Ask = ask,
                Reply = reply,
                Failure = failure,
                Hops = hops,
                Epoch = epoch,
                Large = large,
            },
            payload,
            trace);
    }
}
