using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>A received envelope, valid as long as the bytes it was read from. A hundred bytes: passed by reference only.</summary>
internal ref struct EnvelopeView
{
    private EnvelopeHeader _header;

    [UnscopedRef]
    internal readonly ref readonly EnvelopeHeader Header => ref _header;

    internal ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>A TraceContext, not looked into; empty: none.</summary>
    internal ReadOnlySpan<byte> Trace { get; private set; }

    /// <summary>Becomes what <paramref name="bytes"/> say, which lie at <paramref name="offset"/> of the gRPC message.</summary>
    /// <exception cref="FrameFormatException">They are no envelope.</exception>
    internal void Decode(ReadOnlySpan<byte> bytes, int offset)
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

        // Field by field: a new header would be made elsewhere first, and copied.
        _header.Target = target;
        _header.Type = type;
        _header.Sender = sender;
        _header.Ask = ask;
        _header.Reply = reply;
        _header.Failure = failure;
        _header.Hops = hops;
        _header.Epoch = epoch;
        _header.Large = large;
        Payload = payload;
        Trace = trace;
    }
}
