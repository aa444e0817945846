namespace Actors.Remote;

/// <summary>A peer wants more than this node grants; its session ends.</summary>
internal sealed class SessionLimitException(string message) : RemoteException(message);
