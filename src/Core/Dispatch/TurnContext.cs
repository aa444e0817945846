namespace Actors;

/// <summary>Brings what a handler awaits back to the threads of its dispatcher.</summary>
internal sealed class TurnContext(Dispatcher dispatcher) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => dispatcher.Schedule(new PostedTurn(d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!ReferenceEquals(Current, this)) throw new NotSupportedException("a turn cannot be waited for from another thread; post it");
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    private sealed class PostedTurn(SendOrPostCallback callback, object? state) : Runnable
    {
        internal override bool Run()
        {
            callback(state);
            return false;
        }
    }
}
