namespace Actors.Remote.Tests.Nodes;

/// <summary>Stops the thread that logs one line, once, until it is disposed.</summary>
internal sealed class LogHold(int id) : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _go = new();

    /// <summary>Completes when somebody is held.</summary>
    internal Task Reached => _reached.Task.WaitAsync(TestNode.Patience);

    public void Dispose() => _go.Set();

    internal void Pass(int line)
    {
        if (line == id && _reached.TrySetResult()) _go.Wait(TestNode.Patience);
    }
}
