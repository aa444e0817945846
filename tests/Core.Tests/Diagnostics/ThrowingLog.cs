using Microsoft.Extensions.Logging;

namespace Actors.Core.Tests;

/// <summary>A logger whose disk is full.</summary>
internal sealed class ThrowingLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new Boom("the disk is full");

    public void Dispose()
    {
    }
}
