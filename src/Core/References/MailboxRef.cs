namespace Actors;

/// <summary>An actor of this process with a mailbox of its own kind, or with something to look at messages before they are queued.</summary>
internal sealed class MailboxRef<T>(Cell<T> cell, MailboxQueue<T>? mailbox, SendInterceptor<T>[] interceptors) : LocalRef<T>(cell)
{
    internal MailboxQueue<T>? Mailbox => mailbox;

    public override void Tell(T message, ActorRef? sender)
    {
        if (message is null) ThrowNull();
        if (!MayPass(ref message!, sender)) return;
        if (mailbox is null) Typed.Post(message, sender);
        else mailbox.Add(message, sender);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        if (message is null) ThrowNull();
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (!MayPass(ref message!, null)) return ValueTask.CompletedTask;
        if (mailbox is not null) return mailbox.AddAsync(message, null, cancellationToken);
        Typed.Post(message, null);
        return ValueTask.CompletedTask;
    }

    private bool MayPass(ref T message, ActorRef? sender)
    {
        var told = message;
        try
        {
            int passed = 0;
            while (passed < interceptors.Length && interceptors[passed](ref message, sender)) passed++;
            if (message is null) throw new InvalidOperationException("a send interceptor set the message to null; to keep it from the actor, return false");
            if (passed == interceptors.Length) return true;
        }
        catch (Exception error)
        {
            CoreLog.InterceptorFailed(System.Log, error, Path.ToString());
        }

        System.DeadLetters.Publish(told, Path.ToString(), sender, DeadLetterReason.Intercepted);
        return false;
    }
}
