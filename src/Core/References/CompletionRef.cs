namespace Actors;

/// <summary>Watches one actor on behalf of a task.</summary>
internal sealed class CompletionRef : MarkerRef
{
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task Terminated => _terminated.Task;

    internal override void SendSystem(SystemMessage message)
    {
        if (message is TerminatedMessage) _terminated.TrySetResult();
    }
}
