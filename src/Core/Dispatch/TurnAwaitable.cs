using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Continues what awaits it in a turn of a dispatcher.</summary>
internal readonly struct TurnAwaitable(Dispatcher dispatcher) : ICriticalNotifyCompletion
{
    /// <summary>Never: there is always a turn between.</summary>
    public bool IsCompleted => false;

    public TurnAwaitable GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => dispatcher.Schedule(new Turn(continuation));

    public void UnsafeOnCompleted(Action continuation) => dispatcher.Schedule(new Turn(continuation));

    private sealed class Turn(Action continuation) : Runnable
    {
        internal override bool Run()
        {
            continuation();
            return false;
        }
    }
}
