using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What waits in a control pump beside the numbered control messages.</summary>
internal readonly struct ControlItem
{
    internal ControlItem(FrameKind kind, ulong first, ulong second)
    {
        Kind = kind;
        First = first;
        Second = second;
    }

    internal ControlItem(Frame frame, Action? written)
    {
        Frame = frame;
        Written = written;
    }

    internal FrameKind Kind { get; }

    internal ulong First { get; }

    internal ulong Second { get; }

    internal Frame? Frame { get; }

    internal Action? Written { get; }
}
