namespace Actors.Remote;

// Where in the message an error came up: noted by exception filters, from the inside out.
public ref partial struct MessagePackReader
{
    /// <summary>An error has come up within a member, or beside all of them (null).</summary>
    internal void Note(Exception error, string? member)
    {
        if (member is not null) _failed = new FailedMember(error, ReferenceEquals(_failed?.Error, error) ? $"{member}.{_failed.Path}" : member);
    }

    /// <summary>The members noted for an error, the outermost first; null for none.</summary>
    internal readonly string? NotedFor(Exception error) => ReferenceEquals(_failed?.Error, error) ? _failed.Path : null;
}
