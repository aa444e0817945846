using Microsoft.Extensions.Logging;

namespace Actors.TestKit;

/// <summary>A logger factory that keeps the newest <see cref="Capacity"/> lines, for <see cref="ActorSystemOptions.LoggerFactory"/>. Thread-safe.</summary>
public sealed class CapturedLog : ILoggerFactory
{
    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private TaskCompletionSource? _next;

    /// <summary>Lines kept; the oldest go first. Default 10,000.</summary>
    public int Capacity { get; init; } = 10_000;

    /// <summary>The lines so far, oldest first.</summary>
    public IReadOnlyList<LogLine> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new CapturingLogger(this, categoryName);

    /// <summary>Not supported: this factory is the only provider.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("a captured log has no further providers");

    /// <summary>Nothing to do; the lines stay readable.</summary>
    public void Dispose()
    {
    }

    internal Task NextLine()
    {
        lock (_lock) return (_next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private void Add(LogLine line)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (_lines.Count >= Capacity) _lines.Dequeue();
            _lines.Enqueue(line);
            (waiting, _next) = (_next, null);
        }

        waiting?.TrySetResult();
    }

    private sealed class CapturingLogger(CapturedLog owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Add(new LogLine(logLevel, eventId, category, formatter(state, exception), exception));
    }
}
