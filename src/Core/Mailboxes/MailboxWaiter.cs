namespace Actors;

/// <summary>A TellAsync that waits for room. What awaits it goes on in a turn of its own, never within the actor's.</summary>
/// <remarks>Everything but the task is under the lock of its <see cref="MailboxQueue{T}"/> until <see cref="IsOver"/>, then the turn's.</remarks>
internal sealed class MailboxWaiter<T>(MailboxQueue<T> queue, Envelope<T> envelope) : Runnable
{
    private readonly TaskCompletionSource _over = new();
    private CancellationTokenRegistration _registration;

    internal Envelope<T> Envelope => envelope;

    /// <summary>Null: the message has been taken.</summary>
    internal Exception? Error { get; set; }

    internal bool IsOver { get; set; }

    internal LinkedListNode<MailboxWaiter<T>>? Place { get; set; }

    /// <summary>Of those that are over and not yet told so.</summary>
    internal MailboxWaiter<T>? Next { get; set; }

    internal Task Task => _over.Task;

    internal void CancelWith(CancellationToken token)
    {
        var registration = token.UnsafeRegister(
            static (state, token) =>
            {
                var waiter = (MailboxWaiter<T>)state!;
                waiter.Queue.Cancel(waiter, token);
            },
            this);
        if (!Queue.TryKeep(this, registration)) registration.Unregister();
    }

    internal void Keep(CancellationTokenRegistration registration) => _registration = registration;

    internal override bool Run()
    {
        _registration.Unregister();
        if (Error is OperationCanceledException cancelled) _over.TrySetCanceled(cancelled.CancellationToken);
        else if (Error is not null) Fail(Error);
        else _over.TrySetResult();
        return false;
    }

    private MailboxQueue<T> Queue => queue;

    private void Fail(Exception error)
    {
        _over.TrySetException(error);
        _ = _over.Task.Exception; // seen, also where nobody awaits it: the dead letters have the message
    }
}
