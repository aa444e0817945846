using System.Collections;
using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>Puts each line into a scope with the actor's path. One category for all actors: factories keep their categories for good.</summary>
internal sealed class ActorLogger(ILogger inner, ActorPath path) : ILogger
{
    private readonly PathScope _scope = new(path);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using var scope = inner.BeginScope(_scope);
        inner.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>In the form that structured loggers take apart.</summary>
    private sealed class PathScope(ActorPath path) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 1;

        public KeyValuePair<string, object?> this[int index] =>
            index == 0 ? new("ActorPath", path.ToString()) : throw new ArgumentOutOfRangeException(nameof(index), index, "the scope has one entry");

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return this[0];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => path.ToString();
    }
}
