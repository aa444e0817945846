namespace Actors;

/// <content>Actors that are classes. A producer is called, in the actor, at each start and restart: an instance is never shared and never used again.</content>
public static partial class Props
{
    /// <summary>Classic actors.</summary>
    public static Props<object> FromProducer(Func<IActor> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new ClassicBehavior(_ => producer()));
    }

    /// <summary>Classic actors whose constructor takes what the system's <see cref="ActorSystemOptions.Services"/> provide.</summary>
    /// <remarks>An actor of a system without services does not start, and says so.</remarks>
    public static Props<object> FromProducer(Func<IServiceProvider, IActor> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new ClassicBehavior(services => producer(Required(services))));
    }

    /// <summary>Actors of a class with hooks.</summary>
    public static Props<T> FromActor<T>(Func<AbstractActor<T>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new ActorBehavior<T>(_ => producer()));
    }

    /// <summary>Actors of a class with hooks, whose constructor takes what the system's <see cref="ActorSystemOptions.Services"/> provide.</summary>
    /// <remarks>An actor of a system without services does not start, and says so.</remarks>
    public static Props<T> FromActor<T>(Func<IServiceProvider, AbstractActor<T>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new ActorBehavior<T>(services => producer(Required(services))));
    }

    /// <summary>Actors of a class that is a behaviour.</summary>
    public static Props<T> FromHandler<T>(Func<ActorHandler<T>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new HandlerBehavior<T>(_ => producer()));
    }

    /// <summary>Actors of a class that is a behaviour, whose constructor takes what the system's <see cref="ActorSystemOptions.Services"/> provide.</summary>
    /// <remarks>An actor of a system without services does not start, and says so.</remarks>
    public static Props<T> FromHandler<T>(Func<IServiceProvider, ActorHandler<T>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new HandlerBehavior<T>(services => producer(Required(services))));
    }

    /// <summary>Actors of a class that is a behaviour with a state.</summary>
    public static Props<T> FromStatefulHandler<T, TState>(Func<StatefulActorHandler<T, TState>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new StatefulHandlerBehavior<T, TState>(_ => producer()));
    }

    /// <summary>Actors of a class that is a behaviour with a state, whose constructor takes what the system's <see cref="ActorSystemOptions.Services"/> provide.</summary>
    /// <remarks>An actor of a system without services does not start, and says so.</remarks>
    public static Props<T> FromStatefulHandler<T, TState>(Func<IServiceProvider, StatefulActorHandler<T, TState>> producer)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return FromBehavior(new StatefulHandlerBehavior<T, TState>(services => producer(Required(services))));
    }

    private static IServiceProvider Required(IServiceProvider? services) =>
        services ?? throw new InvalidOperationException($"the actor is made from services, and the system has none; set {nameof(ActorSystemOptions)}.{nameof(ActorSystemOptions.Services)}");
}
