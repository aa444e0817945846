using Microsoft.Extensions.Logging;

namespace Actors.Core.Tests;

/// <summary>Keeps every line that is logged.</summary>
internal sealed class RecordedLog : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(int Id, LogLevel Level, string Text, Exception? Error)> _lines = [];

    internal (int Id, LogLevel Level, string Text, Exception? Error)[] Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    internal string[] TextsOf(int id) => [.. Lines.Where(line => line.Id == id).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock) _lines.Add((eventId.Id, logLevel, formatter(state, exception), exception));
    }

    public void Dispose()
    {
    }
}
