namespace Actors.Remote;

/// <summary>A Ping, a Pong or (then without an epoch) a ControlAck.</summary>
internal readonly record struct PulseView(ulong Sequence, ulong Epoch)
{
    /// <exception cref="FrameFormatException">The frame's body is malformed.</exception>
    internal static PulseView Decode(FrameView frame)
    {
        var cursor = new WireCursor(frame.Body, frame.Offset);
        ulong sequence = 0, epoch = 0;
        while (cursor.TryReadTag(out uint tag))
        {
            if (tag == WireTags.PulseSequence) sequence = cursor.ReadVarint();
            else if (tag == WireTags.PulseEpoch) epoch = cursor.ReadVarint();
            else cursor.Skip(tag);
        }

        return new PulseView(sequence, epoch);
    }
}
