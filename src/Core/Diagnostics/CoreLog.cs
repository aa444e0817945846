using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>Every line that Actors.Core logs. Event ids 1000-1099 are stable.</summary>
internal static partial class CoreLog
{
    [LoggerMessage(1000, LogLevel.Warning, "Dead letter: {Message} for {Target}: {Reason} ({Others} others since the last line)")]
    internal static partial void DeadLetter(ILogger log, string message, string target, DeadLetterReason reason, long others);

    [LoggerMessage(1001, LogLevel.Error, "A listener to events threw while it handled a {Event}")]
    internal static partial void ListenerFailed(ILogger log, Exception error, string @event);

    [LoggerMessage(1002, LogLevel.Warning, "{Path} failed; its parent decides {Directive}")]
    internal static partial void ActorFailed(ILogger log, Exception cause, string path, Directive directive);

    [LoggerMessage(1003, LogLevel.Error, "{Path} threw while it handled {Signal}")]
    internal static partial void SignalFailed(ILogger log, Exception cause, string path, string signal);

    [LoggerMessage(1004, LogLevel.Error, "The guardian {Path} failed; the system shuts down")]
    internal static partial void GuardianFailed(ILogger log, Exception cause, string path);

    [LoggerMessage(1005, LogLevel.Error, "{Path} did not start")]
    internal static partial void StartFailed(ILogger log, Exception cause, string path);

    [LoggerMessage(1006, LogLevel.Warning, "System {Name}: after {Deadline} {Remaining} are still running; shutting down without them")]
    internal static partial void ShutdownIncomplete(ILogger log, string name, TimeSpan deadline, string remaining);

    [LoggerMessage(1007, LogLevel.Error, "System {Name}: a shutdown step failed")]
    internal static partial void ShutdownStepFailed(ILogger log, Exception cause, string name);

    [LoggerMessage(1030, LogLevel.Warning, "The routee {Path} has stopped and is not replaced")]
    internal static partial void RouteeNotReplaced(ILogger log, Exception cause, string path);

    [LoggerMessage(1010, LogLevel.Error, "{Path} failed again while it waits for its parent's decision")]
    internal static partial void FailedAgain(ILogger log, Exception cause, string path);

    [LoggerMessage(1020, LogLevel.Error, "The mailbox of {Path} threw")]
    internal static partial void MailboxFailed(ILogger log, Exception error, string path);

    [LoggerMessage(1021, LogLevel.Error, "A send interceptor of {Path} threw; the message is a dead letter")]
    internal static partial void InterceptorFailed(ILogger log, Exception error, string path);

    [LoggerMessage(1022, LogLevel.Error, "{Path}: the result of a piped task could not be told")]
    internal static partial void PipeFailed(ILogger log, Exception error, string path);
}
