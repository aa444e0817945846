using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What waits in a control pump beside the numbered control messages. It belongs to one session and is dropped when another has begun.</summary>
internal readonly struct ControlItem
{
    internal ControlItem(Session session, FrameKind kind, ulong first, ulong second)
    {
        Session = session;
        Kind = kind;
        First = first;
        Second = second;
    }

    internal ControlItem(Session session, Frame frame, Action? written)
    {
        Session = session;
        Frame = frame;
        Written = written;
    }

    internal Session Session { get; }

    internal FrameKind Kind { get; }

    internal ulong First { get; }

    internal ulong Second { get; }

    internal Frame? Frame { get; }

    /// <summary>Called when the frame has been written, or is lost.</summary>
    internal Action? Written { get; }
}
