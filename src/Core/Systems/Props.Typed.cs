namespace Actors;

/// <summary>How to make an actor. Immutable; made by <see cref="Props"/>, changed by its With methods.</summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public sealed partial record Props<T>
{
    private readonly Behavior<T>? _behavior; // or
    private readonly Func<Behavior<T>>? _factory;

    internal Props(Func<Behavior<T>> factory, bool needsStart)
    {
        _factory = factory;
        NeedsStart = needsStart;
    }

    internal Props(Behavior<T> behavior)
    {
        _behavior = behavior;
        NeedsStart = behavior.NeedsStart;
    }

    internal Behavior<T> MakeBehavior() => _behavior ?? _factory!();

    /// <summary>False if nothing happens before the first message, so that an idle actor needs no turn.</summary>
    internal bool NeedsStart { get; private init; }

    internal SupervisionStrategy Supervision { get; private init; } = SupervisionStrategy.Default;

    internal Dispatcher? Dispatcher { get; private init; }

    internal TurnGate? Gate { get; init; }

    /// <summary>How the actor supervises its children. Default <see cref="SupervisionStrategy.Default"/>.</summary>
    public Props<T> WithSupervision(SupervisionStrategy strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return this with { Supervision = strategy };
    }

    /// <summary>Who runs the actor's turns. Default: the system's dispatcher.</summary>
    public Props<T> WithDispatcher(Dispatcher dispatcher)
    {
        ArgumentNullException.ThrowIfNull(dispatcher);
        return this with { Dispatcher = dispatcher };
    }
}
