using Microsoft.Extensions.Logging;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Keeps what a node logs, and lets a test wait for a line: log lines are the barriers of these tests.</summary>
internal sealed class RecordingLog : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(LogLevel Level, int Id, string Text)> _lines = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LogHold? _hold;

    internal IReadOnlyList<(LogLevel Level, int Id, string Text)> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    internal int Count(int id) => Lines.Count(line => line.Id == id);

    /// <summary>Completes with the text of the n-th line of that id.</summary>
    internal async Task<string> WaitForAsync(int id, int nth = 1)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                var found = _lines.Where(line => line.Id == id).Skip(nth - 1).FirstOrDefault();
                if (found.Text is not null) return found.Text;
                more = _more.Task;
            }

            try
            {
                await more.WaitAsync(TestNode.Patience);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"no line {nth} with id {id}; there are: {string.Join(Environment.NewLine, Lines.Select(line => line.Text))}");
            }
        }
    }

    /// <summary>Holds whoever logs the next line of that id until the hold is disposed: what others do meanwhile falls into that moment.</summary>
    internal LogHold Hold(int id) => _hold = new LogHold(id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>All but traces: Kestrel traces each frame, and lines are kept.</summary>
    public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Trace;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        lock (_lock)
        {
            _lines.Add((logLevel, eventId.Id, formatter(state, exception)));
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _hold?.Pass(eventId.Id);
    }

    public void Dispose()
    {
    }
}
