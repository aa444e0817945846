using Microsoft.Extensions.Logging;

namespace Actors.Core.Tests;

/// <summary>What the classic actor of docs/classes.md logs.</summary>
internal static partial class ClassesPageLog
{
    [LoggerMessage(1, LogLevel.Information, "started")]
    internal static partial void LogStarted(this ILogger log);
}
