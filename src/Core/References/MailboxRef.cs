namespace Actors;

/// <summary>An actor of this process with a mailbox of its own kind, or with something to look at messages before they are queued.</summary>
internal sealed class MailboxRef<T>(Cell<T> cell, MailboxQueue<T>? mailbox, SendInterceptor<T>[] interceptors) : LocalRef<T>(cell)
{
    internal MailboxQueue<T>? Mailbox => mailbox;

    public override void Tell(T message, ActorRef? sender)
    {
        if (message is null) ThrowNull();
        if (Intercept(ref message!, sender) is { } refusal) refusal.Publish();
        else if (mailbox is null) Typed.Post(message, sender);
        else mailbox.Add(message, sender);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        if (message is null) ThrowNull();
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        if (Intercept(ref message!, null) is { } refusal)
        {
            refusal.Publish();
            return ValueTask.CompletedTask;
        }

        if (mailbox is not null) return mailbox.AddAsync(message, null, cancellationToken);
        Typed.Post(message, null);
        return ValueTask.CompletedTask;
    }

    /// <summary>What waits for room counts too.</summary>
    public override long WaitingWithin(int levels) => Typed.Depth + (mailbox?.Waiting ?? 0);

    internal override Task? Offer(T message, ActorRef? sender)
    {
        if (Intercept(ref message, sender) is { } refusal) refusal.Publish();
        else if (mailbox is not null) return mailbox.Offer(message, sender);
        else Typed.Post(message, sender);
        return null;
    }

    internal override Refusal? TryTell(T message, ActorRef? sender, RoomPatience patience, out Task? room, CancellationToken cancellationToken)
    {
        room = null;
        if (Intercept(ref message, sender) is { } refusal) return refusal;
        if (mailbox is not null) return mailbox.TryAdd(message, sender, patience, out room, cancellationToken);
        Typed.Post(message, sender);
        return null;
    }

    /// <summary>Null: it may pass.</summary>
    private Refusal? Intercept(ref T message, ActorRef? sender)
    {
        var told = message;
        Exception? failure = null;
        try
        {
            int passed = 0;
            while (passed < interceptors.Length && interceptors[passed](ref message, sender)) passed++;
            if (message is null) throw new InvalidOperationException("a send interceptor set the message to null; to keep it from the actor, return false");
            if (passed == interceptors.Length) return null;
        }
        catch (Exception error)
        {
            failure = error;
        }

        return new Refusal(System, Path, told, sender, DeadLetterReason.Intercepted, failure);
    }
}
