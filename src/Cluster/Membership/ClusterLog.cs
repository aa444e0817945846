using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>What membership logs. Event ids are stable: 3000-3099 stores, 3100-3199 membership.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(3000, LogLevel.Warning, "The log {Path} ended with {Bytes} bytes of a torn write; they are cut off.")]
    internal static partial void EmbeddedLogTorn(ILogger logger, string path, long bytes);

    [LoggerMessage(3001, LogLevel.Information, "This process serves the embedded store in {Directory} on loopback port {Port}.")]
    internal static partial void EmbeddedServing(ILogger logger, string directory, int port);

    [LoggerMessage(3002, LogLevel.Error, "This process stops serving the embedded store in {Directory}; another may take over.")]
    internal static partial void EmbeddedStopped(ILogger logger, string directory, Exception reason);

    [LoggerMessage(3003, LogLevel.Warning, "A client of the embedded store was refused: {Reason}")]
    internal static partial void EmbeddedClientRefused(ILogger logger, string reason);
}
