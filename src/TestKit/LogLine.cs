using Microsoft.Extensions.Logging;

namespace Actors.TestKit;

/// <summary>One line that was logged.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Id">The event.</param>
/// <param name="Category">The logger's name.</param>
/// <param name="Text">The formatted text.</param>
/// <param name="Error">The exception logged with it.</param>
public sealed record LogLine(LogLevel Level, EventId Id, string Category, string Text, Exception? Error)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{Level}] {Category}: {Text}{(Error is null ? "" : $" ({Error.GetType().Name}: {Error.Message})")}";
}
