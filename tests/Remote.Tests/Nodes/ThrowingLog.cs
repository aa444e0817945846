using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Nodes;

/// <summary>A user's log that cannot write: a full disk, a provider that has been disposed.</summary>
internal sealed class ThrowingLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        throw new IOException("no space left on device");

    public void Dispose()
    {
    }
}
