using System.Diagnostics;
using System.Text;

namespace Actors.Remote;

/// <summary>
/// Carries the activity within which a message was told to the process that handles it: a TraceContext of proto/remote.proto
/// in the envelope, as W3C Trace Context has it. Only while somebody listens to the activities of this process.
/// </summary>
internal static class RemoteTrace
{
    /// <summary>What the specification asks to be kept of a tracestate.</summary>
    internal const int MaxStateBytes = 512;

    /// <summary>Longest traceparent that is looked at: later versions may have more than version 00.</summary>
    internal const int MaxParentBytes = 128;

    private const int ParentBytes = 55;

    /// <summary>What to put in the sender's place of an item: <paramref name="sender"/> itself, or that and what it is told within.</summary>
    internal static ActorRef? Stamp(ActorRef? sender)
    {
        var context = ActorMetrics.RemoteTeller?.Context ?? Activity.Current?.Context ?? default;
        return context.TraceId == default ? sender : new TracedSender(sender, Write(context));
    }

    /// <summary>What is told on this thread until <see cref="Leave"/> belongs to the peer's activity. False, and nothing has changed, if nobody listens or it cannot be read.</summary>
    internal static bool TryEnter(ReadOnlySpan<byte> trace)
    {
        if (!ActorMetrics.Activities.HasListeners() || !TryRead(trace, out var context)) return false;
        ActorMetrics.RemoteTeller = new RemoteTeller(context);
        return true;
    }

    internal static void Leave() => ActorMetrics.RemoteTeller = null;

    internal static byte[] Write(ActivityContext context)
    {
        string? state = context.TraceState;
        if (state is not null && !IsState(state)) state = null;
        int stateBytes = string.IsNullOrEmpty(state) ? 0 : 1 + Varint.Size((uint)state.Length) + state.Length;
        byte[] bytes = new byte[2 + ParentBytes + stateBytes];
        bytes[0] = WireTags.TraceParent;
        bytes[1] = ParentBytes;
        Encoding.ASCII.GetBytes($"00-{context.TraceId.ToHexString()}-{context.SpanId.ToHexString()}-{(context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}", bytes.AsSpan(2));
        if (stateBytes == 0) return bytes;
        bytes[2 + ParentBytes] = WireTags.TraceState;
        int at = Varint.Write(bytes, 3 + ParentBytes, (uint)state!.Length);
        Encoding.ASCII.GetBytes(state, bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>False for anything a peer may have made up; nothing is allocated before its size is known.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> trace, out ActivityContext context)
    {
        ReadOnlySpan<byte> parent = default, state = default;
        var cursor = new WireCursor(trace, 0);
        context = default;
        try
        {
            while (cursor.TryReadTag(out uint tag))
            {
                if (tag == WireTags.TraceParent) parent = cursor.ReadBytes();
                else if (tag == WireTags.TraceState) state = cursor.ReadBytes();
                else cursor.Skip(tag);
            }
        }
        catch (FrameFormatException)
        {
            return false; // the message itself is whole
        }

        if (parent.Length is < ParentBytes or > MaxParentBytes || !Ascii.IsValid(parent)) return false;
        if (parent[2] != '-' || parent[35] != '-' || parent[52] != '-') return false; // which the platform does not look at
        string? known = state.Length is 0 or > MaxStateBytes || !IsState(Encoding.Latin1.GetString(state)) ? null : Encoding.ASCII.GetString(state);
        return ActivityContext.TryParse(Encoding.ASCII.GetString(parent), known, isRemote: true, out context) && context.TraceId != default && context.SpanId != default;
    }

    /// <summary>Printable ASCII of a length that is kept: it comes from a peer and goes into a header or a log.</summary>
    private static bool IsState(string state) => state.Length <= MaxStateBytes && !state.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
