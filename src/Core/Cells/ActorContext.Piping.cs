namespace Actors;

/// <content>Results of tasks as messages.</content>
public sealed partial class ActorContext<T>
{
    /// <summary>
    /// Tells this actor what comes of <paramref name="task"/>, while it goes on with other messages. It gets one message,
    /// also after a restart; if it has stopped, that is a dead letter.
    /// </summary>
    /// <param name="task">Any task, also one that has ended.</param>
    /// <param name="success">Makes the message of the result. Runs outside the actor's handlers: it may not touch the actor's state.</param>
    /// <param name="failure">As <paramref name="success"/>, for a task that failed or was cancelled, or when <paramref name="success"/> throws.</param>
    public void PipeTo<TResult>(Task<TResult> task, Func<TResult, T> success, Func<Exception, T> failure) => PipeTo(task, Self, success, failure);

    /// <summary>As the other overload, where the result is a message already.</summary>
    public void PipeTo(Task<T> task, Func<Exception, T> failure) => PipeTo(task, Self, static result => result, failure);

    /// <summary>As the other overload, to another actor; this one is the sender.</summary>
    public void PipeTo<TResult, TTarget>(Task<TResult> task, ActorRef<TTarget> target, Func<TResult, TTarget> success, Func<Exception, TTarget> failure)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(success);
        ArgumentNullException.ThrowIfNull(failure);
        _ = new Pipe<TResult, TTarget>(Self, target, success, failure).RunAsync(task);
    }
}
