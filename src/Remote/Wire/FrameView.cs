namespace Actors.Remote;

/// <summary>One frame, not yet decoded: its kind and the bytes of its body, valid as long as the bytes it was read from.</summary>
internal readonly ref struct FrameView
{
    internal FrameView(FrameKind kind, ReadOnlySpan<byte> body, int offset)
    {
        Kind = kind;
        Body = body;
        Offset = offset;
    }

    internal FrameKind Kind { get; }

    /// <summary>The encoded message of that kind, for a generated parser or one of the readers here.</summary>
    internal ReadOnlySpan<byte> Body { get; }

    /// <summary>Where the body starts in its gRPC message; for error messages.</summary>
    internal int Offset { get; }
}
