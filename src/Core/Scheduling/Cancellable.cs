namespace Actors;

/// <summary>Something scheduled that can be taken back. Disposing cancels.</summary>
public abstract class Cancellable : IDisposable
{
    private protected Cancellable()
    {
    }

    /// <summary>True once it will not fire (again): cancelled, or fired for the last time.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>From here on the message does not come, also when its time has passed and it waits in the mailbox. For the actor's own handlers; idempotent.</summary>
    public abstract void Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Cancel();
        GC.SuppressFinalize(this);
    }
}
