namespace Actors.Remote;

/// <summary>Who accepts links at one address of an <see cref="InMemoryNetwork"/>.</summary>
internal sealed record InMemoryListener(InMemoryLinkTransport Transport, Func<ILinkStream, Task> Accept)
{
    /// <summary>Runs the accepting side's handler, and releases the stream when it ends.</summary>
    internal async Task RunAsync(InMemoryLinkStream stream)
    {
        try
        {
            await Accept(stream);
            await stream.DisposeAsync();
        }
        catch (Exception exception)
        {
            stream.Abort($"the handler failed: {exception.Message}");
        }
    }
}
