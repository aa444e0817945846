namespace Actors;

/// <summary>
/// Actors that pass each message on to one of many, or to all. A router's ref chooses where it is told, on the teller's
/// thread: there is no mailbox and no turn between, and messages from one sender to one routee keep their order. All
/// members are thread-safe.
/// </summary>
/// <remarks>
/// Order is kept as long as the choice stays: a message may overtake one that went to another routee, as it may with
/// any two actors. A routee that leaves takes no more messages but handles what it has; one that is told in just that
/// moment may find it gone, which makes a dead letter.
/// </remarks>
public static class Router
{
    /// <summary>Most routees of one router: 1,000.</summary>
    public const int MaxRoutees = 1_000;

    /// <summary>How often a pool replaces routees that have stopped, before it goes on without them: 10 times in a minute.</summary>
    internal static readonly SupervisionStrategy Replacements = SupervisionStrategy.Default;

    /// <summary>
    /// A router that spawns its routees, as its children, and supervises them by its own
    /// <see cref="Props{T}.WithSupervision"/>. One that stops is replaced, up to 10 times in a minute; then the pool goes on
    /// without it, and stops when none is left. Poisoned, it ends when its routees have handled what they have.
    /// </summary>
    /// <param name="size">How many, 1 to <see cref="MaxRoutees"/>.</param>
    /// <param name="routee">How to make one.</param>
    /// <param name="routing">How to choose. Null: <see cref="Routing.RoundRobin{T}"/>.</param>
    public static Props<T> Pool<T>(int size, Props<T> routee, Routing<T>? routing = null)
    {
        CheckSize(size);
        ArgumentNullException.ThrowIfNull(routee);
        return Make(new RouterPlan<T>(routing ?? Routing.RoundRobin<T>()) { Routee = routee, Size = size });
    }

    /// <summary>A router to actors that live elsewhere. One that stops is removed; messages for a group without any are dead letters (<see cref="DeadLetterReason.NoRoutee"/>).</summary>
    /// <param name="routees">To whom; at most <see cref="MaxRoutees"/>, each once.</param>
    /// <param name="routing">How to choose. Null: <see cref="Routing.RoundRobin{T}"/>.</param>
    public static Props<T> Group<T>(IEnumerable<ActorRef<T>> routees, Routing<T>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(routees);
        ActorRef<T>[] all = [.. routees];
        CheckMost(all.Length);
        return Make(new RouterPlan<T>(routing ?? Routing.RoundRobin<T>()) { Find = _ => all });
    }

    /// <summary>As the other one, for paths or addresses, which are looked up when the router is spawned; those that nobody holds then are left out.</summary>
    /// <exception cref="InvalidActorPathException">At the spawn: a text is not an address.</exception>
    public static Props<T> Group<T>(IEnumerable<string> addresses, Routing<T>? routing = null)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        string[] all = [.. addresses];
        CheckMost(all.Length);
        return Make(new RouterPlan<T>(routing ?? Routing.RoundRobin<T>()) { Find = system => all.Select(system.Resolve<T>).Where(routee => routee.IsAlive) });
    }

    /// <summary>Gives a pool another size. The task ends when the routees are spawned, or when those that leave are told to end after what they have.</summary>
    /// <exception cref="ArgumentException">Not a local pool of such messages.</exception>
    /// <exception cref="InvalidOperationException">In the task: the router stops.</exception>
    public static Task Resize<T>(ActorRef<T> router, int size)
    {
        CheckSize(size);
        var own = Own(router, isPool: true);
        return own.ChangeAsync(() => own.Resize(size));
    }

    /// <summary>Adds a routee to a group; one that it has is not added again. The task ends when the group chooses it too.</summary>
    /// <exception cref="ArgumentException">Not a local group of such messages.</exception>
    /// <exception cref="InvalidOperationException">In the task: the router stops, or has <see cref="MaxRoutees"/>.</exception>
    public static Task Add<T>(ActorRef<T> router, ActorRef<T> routee)
    {
        ArgumentNullException.ThrowIfNull(routee);
        var own = Own(router, isPool: false);
        return own.ChangeAsync(() => own.Add(routee));
    }

    /// <summary>Removes a routee from a group; it lives on. The task ends when the group does not choose it any more.</summary>
    /// <exception cref="ArgumentException">Not a local group of such messages.</exception>
    /// <exception cref="InvalidOperationException">In the task: the router stops.</exception>
    public static Task Remove<T>(ActorRef<T> router, ActorRef<T> routee)
    {
        ArgumentNullException.ThrowIfNull(routee);
        var own = Own(router, isPool: false);
        return own.ChangeAsync(() => own.Remove(routee));
    }

    /// <summary>To whom the router sends at this moment.</summary>
    /// <exception cref="ArgumentException">Not a local router of such messages.</exception>
    public static IReadOnlyList<ActorRef<T>> Routees<T>(ActorRef<T> router) => Array.ConvertAll(Own(router, isPool: null).Routees, static routee => routee.Ref);

    private static RouterRef<T> Own<T>(ActorRef<T> router, bool? isPool)
    {
        ArgumentNullException.ThrowIfNull(router);
        if (router.Origin is RouterRef<T> own && (isPool ?? own.IsPool) == own.IsPool) return own;
        throw new ArgumentException($"{router} is not a {(isPool is null ? "router" : isPool.Value ? "pool" : "group")} of {typeof(T).Name} in this process", nameof(router));
    }

    private static Props<T> Make<T>(RouterPlan<T> plan) => Props.FromBehavior(new RouterBehavior<T>()) with { Router = plan };

    private static void CheckSize(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        CheckMost(size);
    }

    private static void CheckMost(int routees)
    {
        if (routees > MaxRoutees) throw new ArgumentOutOfRangeException(nameof(routees), routees, $"a router has at most {nameof(Router)}.{nameof(MaxRoutees)} = {MaxRoutees} routees");
    }
}
