namespace Actors.Remote;

/// <summary>The peer refused, or is not who it should be.</summary>
public sealed class HandshakeException : RemoteException
{
    internal HandshakeException(Proto.RejectReason? reason, string message)
        : base(message) => Reason = reason;

    internal Proto.RejectReason? Reason { get; }

    /// <summary>Who has refused because it leaves, and has shown before that it knows the secret; else null.</summary>
    internal NodeAddress? Left { get; init; }
}
