namespace Actors;

/// <summary>One task whose outcome becomes a message. What cannot become one is logged and a dead letter.</summary>
internal sealed class Pipe<TResult, TTarget>(ActorRef from, ActorRef<TTarget> target, Func<TResult, TTarget> success, Func<Exception, TTarget> failure)
{
    /// <summary>Never fails. Goes on by the dispatcher's synchronization context, if it has one.</summary>
    internal async Task RunAsync(Task<TResult> task)
    {
        object? outcome = null;
        try
        {
            TTarget message;
            try
            {
                var result = await task;
                outcome = result;
                message = success(result);
            }
            catch (Exception error)
            {
                outcome = error;
                message = failure(error);
            }

            outcome = message;
            target.Tell(message, from);
        }
        catch (MailboxFullException)
        {
            from.System.DeadLetters.Publish(outcome, target.ToString(), from, DeadLetterReason.MailboxFull);
        }
        catch (Exception error)
        {
            CoreLog.PipeFailed(from.System.Log, error, from.Path.ToString());
            from.System.DeadLetters.Publish(outcome, target.ToString(), from, DeadLetterReason.PipeFailed);
        }
    }
}
