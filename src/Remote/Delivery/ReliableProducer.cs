namespace Actors.Remote;

/// <summary>
/// Sends messages that arrive at least once, also when links break, messages are lost, or the consumer starts anew; and
/// exactly once and in order at a consumer that stays alive. An actor of this system keeps what has not been confirmed in
/// memory, so what it holds ends with its system. Thread-safe.
/// </summary>
/// <typeparam name="T">The message. Must not be changed once it is sent: it may be sent again.</typeparam>
public sealed class ReliableProducer<T>
{
    private readonly Task _ended;

    private ReliableProducer(ActorRef<ProducerCommand> actor)
    {
        Actor = actor;
        _ended = ActorSystem.WhenTerminated(actor);
    }

    /// <summary>The actor that holds the messages. Stop it to give up what has not been confirmed, which then goes to the dead letters.</summary>
    public ActorRef<ProducerCommand> Actor { get; }

    /// <summary>Starts a producer for one consumer.</summary>
    /// <param name="system">Where it lives.</param>
    /// <param name="name">
    /// Its actor's name. Consumers know the producer by its address, in all its lives: its path, and its node where the system has
    /// joined others before.
    /// </param>
    /// <param name="consumer">
    /// An actor made by <see cref="ReliableConsumer.Props"/>, here or on another node. Name it by its path, without a life,
    /// so that whoever has the path next goes on.
    /// </param>
    /// <param name="options">Its buffer and its intervals.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    /// <exception cref="ActorNameExistsException">The name is taken.</exception>
    public static ReliableProducer<T> Spawn(ActorSystem system, string name, ActorRef<Sequenced<T>> consumer, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        return Start(system, name, consumer, options);
    }

    /// <summary>
    /// Starts a producer for as many workers as ask it for work (<see cref="ReliableConsumer.WorkerProps"/>). Each message goes to one of
    /// them; what a worker has not confirmed when it ends goes to another. There is no order between workers.
    /// </summary>
    /// <param name="system">Where it lives.</param>
    /// <param name="name">Its actor's name; workers elsewhere resolve its path as an <c>ActorRef&lt;WorkerOffer&lt;T&gt;&gt;</c>.</param>
    /// <param name="options">Its buffer and its intervals.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    /// <exception cref="ActorNameExistsException">The name is taken.</exception>
    public static ReliableProducer<T> SpawnForWorkers(ActorSystem system, string name, DeliveryOptions? options = null) => Start(system, name, null, options);

    /// <summary>
    /// Completes once the message is in the buffer, from where it is delivered unless this process ends; waits while the
    /// buffer is full (<see cref="DeliveryOptions.BufferCapacity"/>).
    /// </summary>
    /// <exception cref="DeliveryOverflowException">Too many wait already; the message has not been accepted.</exception>
    /// <exception cref="DeadActorException">The producer has stopped; whether the message was accepted before is not known.</exception>
    /// <exception cref="OperationCanceledException">The message has not been accepted.</exception>
    public async Task SendAsync(T message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), accepted);
        Actor.Tell(new Submission<T>(message, accepted));
        await EndAsync(accepted).ConfigureAwait(false);
    }

    /// <summary>Completes once everything accepted so far, and whatever else is accepted meanwhile, has been confirmed.</summary>
    /// <exception cref="DeadActorException">The producer has stopped.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the messages stay.</exception>
    public async Task WhenConfirmedAsync(CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancelled = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), done);
        Actor.Tell(new WhenConfirmed(done));
        await EndAsync(done).ConfigureAwait(false);
    }

    private static ReliableProducer<T> Start(ActorSystem system, string name, ActorRef<Sequenced<T>>? consumer, DeliveryOptions? options)
    {
        ArgumentNullException.ThrowIfNull(system);
        options ??= new DeliveryOptions();
        options.Validate();
        var props = Props.FromBehavior(Behavior.Setup<ProducerCommand>(context =>
        {
            var actor = new ProducerActor<T>(context, consumer, options);
            return Behavior.Receive<ProducerCommand>(actor.Receive).OnSignal(actor.OnSignal);
        }));
        return new ReliableProducer<T>(system.Spawn(props, name));
    }

    private async Task EndAsync(TaskCompletionSource source)
    {
        await Task.WhenAny(source.Task, _ended).ConfigureAwait(false);
        if (_ended.IsCompleted) source.TrySetException(new DeadActorException(Actor.ToString(), DeadLetterReason.ActorStopped));
        await source.Task.ConfigureAwait(false);
    }
}
