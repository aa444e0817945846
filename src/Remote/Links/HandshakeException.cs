namespace Actors.Remote;

/// <summary>The peer refused, or is not who it should be.</summary>
public sealed class HandshakeException : RemoteException
{
    internal HandshakeException(Proto.RejectReason? reason, string message)
        : base(message) => Reason = reason;

    internal Proto.RejectReason? Reason { get; }
}
