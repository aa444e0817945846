namespace Actors;

/// <summary>Request and reply.</summary>
public static class AskExtensions
{
    /// <summary>The longest timeout an ask takes: one day.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    /// <summary>
    /// Tells <paramref name="actor"/> a message that carries the place for its reply, and waits for the reply without
    /// blocking a thread. At most once each way: no reply in time does not mean that the message was not handled.
    /// </summary>
    /// <param name="actor">Whom to ask.</param>
    /// <param name="message">Makes the message around the ref that takes the reply.</param>
    /// <param name="timeout">How long to wait; positive, at most <see cref="MaxTimeout"/>. Ends up to 10 ms later.</param>
    /// <param name="cancellationToken">Ends the wait, not the handling.</param>
    /// <exception cref="AskTimeoutException">No reply in time.</exception>
    /// <exception cref="DeadActorException">The message is known not to be handled, or the actor is known to be dead; thrown at once.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValueTask<TReply> Ask<TMessage, TReply>(
        this ActorRef<TMessage> actor, Func<ActorRef<TReply>, TMessage> message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(message);
        CheckTimeout(timeout);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TReply>(cancellationToken);
        var replyTo = AskSource<TReply>.Begin(actor.System, actor, typeof(TMessage), timeout, cancellationToken, out var task);
        try
        {
            actor.Tell(message(replyTo), replyTo);
        }
        catch (Exception error)
        {
            replyTo.Fail(error);
        }

        return task;
    }

    /// <summary>As the other overload, for an actor that replies to its context's <c>Sender</c>.</summary>
    public static ValueTask<TReply> Ask<TMessage, TReply>(
        this ActorRef<TMessage> actor, TMessage message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        CheckTimeout(timeout);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TReply>(cancellationToken);
        var replyTo = AskSource<TReply>.Begin(actor.System, actor, typeof(TMessage), timeout, cancellationToken, out var task);
        try
        {
            actor.Tell(message, replyTo);
        }
        catch (Exception error)
        {
            replyTo.Fail(error);
        }

        return task;
    }

    /// <summary>As the others, for a target whose message type is known at run time only.</summary>
    internal static ValueTask<TReply> AskObject<TReply>(ActorRef actor, object message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CheckTimeout(timeout);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<TReply>(cancellationToken);
        var replyTo = AskSource<TReply>.Begin(actor.System, actor, message.GetType(), timeout, cancellationToken, out var task);
        try
        {
            actor.TellObject(message, replyTo);
        }
        catch (Exception error)
        {
            replyTo.Fail(error);
        }

        return task;
    }

    private static void CheckTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > MaxTimeout)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, $"an ask needs a timeout above zero and of at most {MaxTimeout.TotalHours} hours");
    }
}
