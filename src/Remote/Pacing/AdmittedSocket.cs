using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>A connection that may begin, and on whose account.</summary>
internal readonly record struct AdmittedSocket(Socket Socket, Caller Caller);
