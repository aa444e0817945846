namespace Actors;

/// <summary>
/// Stands around an actor's handler; see <see cref="Props{T}.WithReceiveInterceptor"/>. Runs as part of the handler: what
/// it throws fails the actor. It may pass on another message, several, or none.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <param name="context">The actor's context.</param>
/// <param name="message">The message.</param>
/// <param name="next">Calls the next interceptor or the handler. Of an asynchronous handler it returns as soon as the handler awaits, and what it decides in the end holds.</param>
/// <returns>What <paramref name="next"/> returned, or another behaviour.</returns>
public delegate Behavior<T> ReceiveInterceptor<T>(ActorContext<T> context, T message, Func<T, Behavior<T>> next);

/// <summary>
/// Looks at each message told to an actor before it is queued, on the teller's thread, which may be any, several at once;
/// see <see cref="Props{T}.WithSendInterceptor"/>. Must be quick.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
/// <param name="message">The message; may be replaced.</param>
/// <param name="sender">Who tells it, where it says so.</param>
/// <returns>False: the message goes to the dead letters (<see cref="DeadLetterReason.Intercepted"/>), as it does when the interceptor throws.</returns>
public delegate bool SendInterceptor<T>(ref T message, ActorRef? sender);
