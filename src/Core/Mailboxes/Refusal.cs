namespace Actors;

/// <summary>
/// A message that nobody will handle, and of which nobody has been told yet: for whoever finds that out under a lock. Made only on the
/// way to the dead letters, so it is a class: what is taken costs a null.
/// </summary>
/// <param name="system">Whose dead letters it is for.</param>
/// <param name="target">The actor's path.</param>
/// <param name="message">It may be an earlier one, which was given up to make room.</param>
/// <param name="sender">Of that message.</param>
/// <param name="reason">Why.</param>
/// <param name="error">What the user's part of the mailbox or the actor threw; or what a Tell throws, where the mailbox is set to say that it is full.</param>
internal sealed class Refusal(ActorSystem system, ActorPath target, object? message, ActorRef? sender, DeadLetterReason reason, Exception? error = null)
{
    internal ActorPath Target => target;

    internal DeadLetterReason Reason => reason;

    internal Exception? Error => error;

    /// <summary>Not under a lock: loggers and listeners are the user's.</summary>
    internal void Publish()
    {
        if (error is not null && reason == DeadLetterReason.MailboxFailed) CoreLog.MailboxFailed(system.Log, error, target.ToString());
        if (error is not null && reason == DeadLetterReason.Intercepted) CoreLog.InterceptorFailed(system.Log, error, target.ToString());
        system.DeadLetters.Publish(message, target.ToString(), sender, reason);
    }
}
