using System.Text;

namespace Actors.Remote;

/// <summary>
/// Writes batches at the end of a buffer, payloads in place. Allocates nothing; one pump owns it and uses it again for
/// every batch: <see cref="Begin"/>, then definitions and envelopes in any order (each definition before its first
/// use), then <see cref="End"/>.
/// </summary>
/// <remarks>
/// <code>
/// gRPC prefix     Frame             Batch                                          Envelope
/// 00 nn nn nn nn  3A ll ll ll ll    [08 01] {12 target | 1A type | 22 envelope}*   fields.. 1A len payload
///                    padded varint                                   len
/// </code>
/// A length stands before what it measures, so room for it is left open and filled in at the end. A batch's takes four
/// bytes. An envelope's two lengths take as many bytes as the envelope before it needed: in a run of messages of like
/// size none is moved and none pays for padding; one that outgrows its room is moved up by a few bytes.
/// </remarks>
internal sealed class BatchWriter
{
    /// <summary>What a frame may at most measure: a length of four varint bytes.</summary>
    internal const int MaxFrameBytes = (1 << 28) - 1;

    private const int LengthBytes = 4;
    private const int BodyOffset = FrameReader.PrefixBytes + 1 + LengthBytes;
    private const int MaxHeaderBytes = 1 + LengthBytes + 1 + LengthBytes + 6 * (1 + Varint.MaxBytes) + 3 * (1 + Varint.MaxBytes) + 1 + LengthBytes;

    private readonly WireBuffer _buffer;
    private int _start = -1;
    private int _envelope = -1;
    private int _payload;
    private int _width = 1;
    private int _nextWidth = 1;

    internal BatchWriter(WireBuffer buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buffer.MaxBytes, MaxFrameBytes);
        _buffer = buffer;
    }

    /// <summary>Bytes of the batch so far, with its prefix.</summary>
    internal int FrameBytes => _start < 0 ? 0 : _buffer.Length - _start;

    /// <summary>Envelopes of the batch so far.</summary>
    internal int Envelopes { get; private set; }

    /// <summary>Starts a batch. <paramref name="resetTables"/> voids all definitions made before on the stream.</summary>
    /// <exception cref="FrameTooLargeException">The buffer has no room for it.</exception>
    internal void Begin(bool resetTables)
    {
        Require(_start < 0);
        Span<byte> room = _buffer.Reserve(BodyOffset + 2);
        room[FrameReader.PrefixBytes] = WireTags.FrameBatch;
        room[BodyOffset] = WireTags.BatchResetTables;
        room[BodyOffset + 1] = 1;
        _start = _buffer.Length;
        Envelopes = 0;
        _buffer.Advance(resetTables ? BodyOffset + 2 : BodyOffset);
    }

    /// <summary>Ends the batch; from now on it is part of what the buffer has written. Returns its bytes with the prefix.</summary>
    internal int End()
    {
        Require(_start >= 0 && _envelope < 0);
        int bytes = FrameBytes;
        Span<byte> frame = _buffer.Patch(_start, BodyOffset);
        FrameWriter.WritePrefix(frame, bytes - FrameReader.PrefixBytes);
        Varint.WritePadded(frame.Slice(FrameReader.PrefixBytes + 1, LengthBytes), (uint)(bytes - BodyOffset));
        _start = -1;
        return bytes;
    }

    /// <summary>Takes the batch back as if it had never begun.</summary>
    internal void Cancel()
    {
        if (_start >= 0) _buffer.Truncate(_start);
        _start = _envelope = -1;
        Envelopes = 0;
    }

    /// <summary>Takes back what has been written since the batch had <paramref name="frameBytes"/>: definitions, no envelopes.</summary>
    internal void TakeBack(int frameBytes)
    {
        Require(_start >= 0 && _envelope < 0 && frameBytes <= FrameBytes);
        _buffer.Truncate(_start + frameBytes);
    }

    /// <summary>Numbers a path; not between <see cref="BeginEnvelope"/> and its end.</summary>
    /// <exception cref="FrameTooLargeException">It does not fit; the batch is as it was.</exception>
    internal void DefineTarget(uint id, string path, ulong uid) => Define(WireTags.BatchTarget, id, path, uid);

    /// <summary>Numbers a message id; not between <see cref="BeginEnvelope"/> and its end.</summary>
    /// <exception cref="FrameTooLargeException">It does not fit; the batch is as it was.</exception>
    internal void DefineType(uint id, string name) => Define(WireTags.BatchType, id, name, 0);

    /// <summary>
    /// Starts an envelope. The caller then writes the payload to the buffer and calls <see cref="EndEnvelope"/>, or
    /// <see cref="AbortEnvelope"/> when that failed.
    /// </summary>
    /// <exception cref="FrameTooLargeException">It does not fit; the batch is as it was.</exception>
    /// <param name="header">All but payload and trace.</param>
    /// <param name="trace">A TraceContext; empty: none.</param>
    internal void BeginEnvelope(in EnvelopeHeader header, ReadOnlySpan<byte> trace = default)
    {
        Require(_start >= 0 && _envelope < 0);
        int width = _nextWidth;
        if (trace.Length > 0) width = Math.Max(width, Varint.Size((uint)(MaxHeaderBytes + trace.Length))); // also where no payload follows that would widen it
        Span<byte> room = _buffer.Reserve(MaxHeaderBytes + trace.Length);
        room[0] = WireTags.BatchEnvelope;
        int at = 1 + width;
        at = Varint.WriteField(room, at, WireTags.EnvelopeTarget, header.Target);
        at = Varint.WriteField(room, at, WireTags.EnvelopeType, header.Type);
        at = Varint.WriteField(room, at, WireTags.EnvelopeSender, header.Sender);
        at = Varint.WriteField(room, at, WireTags.EnvelopeAsk, header.Ask);
        at = Varint.WriteField(room, at, WireTags.EnvelopeReply, header.Reply);
        at = Varint.WriteField(room, at, WireTags.EnvelopeFailure, (ulong)header.Failure);
        at = Varint.WriteField(room, at, WireTags.EnvelopeHops, header.Hops);
        at = Varint.WriteField(room, at, WireTags.EnvelopeEpoch, header.Epoch);
        at = Varint.WriteField(room, at, WireTags.EnvelopeLarge, header.Large);
        if (trace.Length > 0) at = WriteTrace(room, at, trace);
        room[at] = WireTags.EnvelopePayload;
        _envelope = _buffer.Length;
        _width = width;
        _buffer.Advance(at + 1 + width);
        _payload = _buffer.Length;
    }

    /// <summary>Ends the envelope: what the buffer holds since <see cref="BeginEnvelope"/> is its payload.</summary>
    /// <exception cref="FrameTooLargeException">It does not fit; the envelope is still open and wants <see cref="AbortEnvelope"/>.</exception>
    internal void EndEnvelope()
    {
        Require(_envelope >= 0 && _buffer.Length >= _payload);
        if (_buffer.Length == _payload) _buffer.Truncate(_payload = _payload - 1 - _width);
        else WritePayloadLength();
        int body = _buffer.Length - _envelope - 1 - _width;
        Varint.WritePadded(_buffer.Patch(_envelope + 1, _width), (uint)body);
        _nextWidth = Varint.Size((uint)body);
        _envelope = -1;
        Envelopes++;
    }

    /// <summary>Takes the open envelope back; the batch is as it was before <see cref="BeginEnvelope"/>.</summary>
    internal void AbortEnvelope()
    {
        Require(_envelope >= 0);
        _buffer.Truncate(_envelope);
        _envelope = -1;
    }

    private static int WriteTrace(Span<byte> room, int at, ReadOnlySpan<byte> trace)
    {
        room[at] = WireTags.EnvelopeTrace;
        at = Varint.Write(room, at + 1, (uint)trace.Length);
        trace.CopyTo(room[at..]);
        return at + trace.Length;
    }

    private void WritePayloadLength()
    {
        int body = _buffer.Length - _envelope - 1 - _width;
        int needed = Varint.Size((uint)body);
        if (needed > _width) Widen(Varint.Size((uint)(body + needed - _width)));
        Varint.WritePadded(_buffer.Patch(_payload - _width, _width), (uint)(_buffer.Length - _payload));
    }

    /// <summary>Makes both lengths of the open envelope <paramref name="width"/> bytes wide by moving what follows them up.</summary>
    private void Widen(int width)
    {
        int by = width - _width;
        int payloadBytes = _buffer.Length - _payload;
        int fields = _envelope + 1 + _width;
        int fieldBytes = _payload - _width - fields;
        _buffer.Reserve(2 * by);
        Span<byte> room = _buffer.Patch(0, _buffer.Length + 2 * by);
        room.Slice(_payload, payloadBytes).CopyTo(room[(_payload + 2 * by)..]);
        room.Slice(fields, fieldBytes).CopyTo(room[(fields + by)..]);
        _buffer.Advance(2 * by);
        _payload += 2 * by;
        _width = width;
    }

    private void Define(byte tag, uint id, string text, ulong uid)
    {
        Require(_start >= 0 && _envelope < 0);
        int textBytes = Encoding.UTF8.GetByteCount(text);
        int body = 1 + Varint.Size(id) + 1 + Varint.Size((uint)textBytes) + textBytes + (uid == 0 ? 0 : 1 + Varint.Size(uid));
        Span<byte> room = _buffer.Reserve(1 + Varint.Size((uint)body) + body);
        room[0] = tag;
        int at = Varint.Write(room, 1, (uint)body);
        room[at] = WireTags.DefinitionId;
        at = Varint.Write(room, at + 1, id);
        room[at] = WireTags.DefinitionText;
        at = Varint.Write(room, at + 1, (uint)textBytes);
        at += Encoding.UTF8.GetBytes(text, room[at..]);
        at = Varint.WriteField(room, at, WireTags.DefinitionUid, uid);
        _buffer.Advance(at);
    }

    private static void Require(bool condition)
    {
        if (!condition) throw new InvalidOperationException("BatchWriter calls out of order: Begin, {Define*, BeginEnvelope, EndEnvelope or AbortEnvelope}, End");
    }
}
