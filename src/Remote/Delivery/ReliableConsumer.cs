namespace Actors.Remote;

/// <summary>Makes actors that take what a <see cref="ReliableProducer{T}"/> sends. Thread-safe.</summary>
public static class ReliableConsumer
{
    /// <summary>
    /// An actor at whose path a producer finds a consumer: it gives <paramref name="consumer"/>, its child, one message
    /// at a time, in each producer's order, each number once as long as it lives; it gives a message again if the child
    /// fails before it confirms it. It ends with the child.
    /// </summary>
    /// <param name="consumer">Must call <see cref="Delivery{T}.Confirm"/> on each delivery, or gets no further one.</param>
    /// <param name="options">Its window and its number of producers.</param>
    /// <typeparam name="T">The message delivered.</typeparam>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static Props<ConsumerCommand<T>> Props<T>(Props<Delivery<T>> consumer, DeliveryOptions? options = null) => Make(consumer, options, null);

    /// <summary>As the other overload, for a worker: it asks <paramref name="producer"/> for work until it ends.</summary>
    /// <param name="consumer">Must call <see cref="Delivery{T}.Confirm"/> on each delivery, or gets no further one.</param>
    /// <param name="producer">One made by <see cref="ReliableProducer{T}.SpawnForWorkers"/>, here or on another node.</param>
    /// <param name="options">Its window is how much work it takes at a time.</param>
    /// <typeparam name="T">The work.</typeparam>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static Props<ConsumerCommand<T>> WorkerProps<T>(Props<Delivery<T>> consumer, ActorRef<WorkerOffer<T>> producer, DeliveryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return Make(consumer, options, producer);
    }

    private static Props<ConsumerCommand<T>> Make<T>(Props<Delivery<T>> consumer, DeliveryOptions? options, ActorRef<WorkerOffer<T>>? source)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        options ??= new DeliveryOptions();
        options.Validate();
        return Actors.Props.FromBehavior(Behavior.Setup<ConsumerCommand<T>>(context =>
        {
            var actor = new ConsumerActor<T>(context, consumer, options, source);
            return Behavior.Receive<ConsumerCommand<T>>(actor.Receive).OnSignal(actor.OnSignal);
        }));
    }
}
