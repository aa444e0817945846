namespace Actors.Remote;

/// <summary>What a frame carries: the field numbers of Frame.body in proto/remote.proto.</summary>
internal enum FrameKind
{
    /// <summary>No body that this version knows: a later version's frame. To be ignored.</summary>
    None = 0,
    Hello = 1,
    Challenge = 2,
    Proof = 3,
    Welcome = 4,
    Reject = 5,
    Goodbye = 6,
    Batch = 7,
    Control = 8,
    ControlAck = 9,
    Ping = 10,
    Pong = 11,
    Manifest = 12,
    Chunk = 13,
}
