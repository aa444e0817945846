namespace Actors;

/// <summary>The ways in which a router chooses; see <see cref="Router"/>. All members are thread-safe and return immutable values.</summary>
public static class Routing
{
    /// <summary>One after the other.</summary>
    public static Routing<T> RoundRobin<T>() => new(static (_, routees) => new RoundRobin<T>(routees));

    /// <summary>Any one, by the system's <see cref="ActorSystemOptions.Random"/>.</summary>
    public static Routing<T> Random<T>() => new(static (system, routees) => new AtRandom<T>(system, routees));

    /// <summary>Every one gets every message: the same instance, so it must be immutable.</summary>
    public static Routing<T> Broadcast<T>() => new(static (_, routees) => new Broadcast<T>(routees));

    /// <summary>
    /// Messages with the same key go to the same routee. When routees come or go, only the keys of those that went, or that
    /// come to the new ones, move; a routee that is replaced leaves its keys to its successor.
    /// </summary>
    /// <param name="key">The message's key; called on the teller's thread, must be pure and not return null. What it throws the teller gets.</param>
    public static Routing<T> ConsistentHash<T>(Func<T, string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new((_, routees) => new ConsistentHash<T>(key, routees));
    }

    /// <summary>The one with the fewest messages waiting; among equals in turn. Of routees on other nodes that is not known: they come last. Looks at every routee for every message.</summary>
    public static Routing<T> SmallestMailbox<T>() => new(static (_, routees) => new SmallestMailbox<T>(routees));
}

/// <summary>How a router chooses; made by <see cref="Routing"/>.</summary>
/// <typeparam name="T">What the routees understand.</typeparam>
public sealed class Routing<T>
{
    private readonly Func<ActorSystem, Routee<T>[], Routes<T>> _make;

    internal Routing(Func<ActorSystem, Routee<T>[], Routes<T>> make) => _make = make;

    internal Routes<T> Over(ActorSystem system, Routee<T>[] routees) => routees.Length == 0 ? new NoRoutes<T>() : _make(system, routees);
}
