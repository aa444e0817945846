namespace Actors;

/// <summary>Watches one actor on behalf of a task. What awaits the task runs as a turn of its own, not within the stopping actor's.</summary>
internal sealed class CompletionRef(Dispatcher dispatcher) : MarkerRef
{
    private readonly TaskCompletionSource _terminated = new();

    internal Task Terminated => _terminated.Task;

    internal override void SendSystem(SystemMessage message)
    {
        if (message is TerminatedMessage) dispatcher.NextTurn().OnCompleted(() => _terminated.TrySetResult());
    }
}
