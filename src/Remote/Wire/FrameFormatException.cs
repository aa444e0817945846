namespace Actors.Remote;

/// <summary>
/// Bytes from a peer are not what the protocol says. The stream they came on cannot be trusted any more: the link ends.
/// </summary>
public sealed class FrameFormatException : RemoteException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="offset">Where in the gRPC message the fault was found, in bytes from its start.</param>
    /// <param name="problem">What is wrong there.</param>
    public FrameFormatException(int offset, string problem)
        : base($"malformed frame at byte {offset}: {problem}")
    {
        Offset = offset;
    }

    /// <summary>Where in the gRPC message the fault was found, in bytes from its start.</summary>
    public int Offset { get; }
}
