using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <summary>What the gRPC transport logs. Event ids 3100 to 3199.</summary>
internal static partial class GrpcLog
{
    [LoggerMessage(3100, LogLevel.Information, "Accepting links on {Host}:{Port}")]
    internal static partial void Listening(this ILogger logger, string host, int port);

    [LoggerMessage(3101, LogLevel.Warning, "The link from {Peer} failed in its handler; the call was ended with status INTERNAL")]
    internal static partial void AcceptFailed(this ILogger logger, string peer, Exception exception);

    [LoggerMessage(3102, LogLevel.Debug, "Refused {Method} {Path} from {Peer}: HTTP {Status}, {Reason}")]
    internal static partial void Refused(this ILogger logger, string method, string path, string peer, int status, string reason);

    [LoggerMessage(3103, LogLevel.Warning, "Stopping the listener failed")]
    internal static partial void StopFailed(this ILogger logger, Exception exception);
}
