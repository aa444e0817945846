using Actors.Remote;

namespace Actors.Cluster;

/// <summary>
/// A kind of virtual actors: <c>/cluster/&lt;kind&gt;/&lt;key&gt;</c> exists for every key, on the one node that owns the
/// key's shard, and starts with the first message told to it. Every node of a cluster must have the same kinds.
/// </summary>
public abstract class VirtualKind
{
    private protected VirtualKind(string name) => Name = name;

    /// <summary>The kind's name, a segment of the actors' paths.</summary>
    public string Name { get; }

    /// <summary>Defines a kind.</summary>
    /// <param name="name">Letters, digits, <c>_ - .</c></param>
    /// <param name="props">Makes an actor for a key, at each activation. The context's <c>FencingToken</c> goes with whatever the actor writes outside. Called under the shard's lock: it must only make the props, and tell nobody. So are their send interceptors and a mailbox of their own.</param>
    /// <exception cref="InvalidActorPathException">The name is not a valid segment.</exception>
    public static VirtualKind Of<T>(string name, Func<string, Props<T>> props)
    {
        ArgumentNullException.ThrowIfNull(props);
        ActorPath.CheckSegment(name, name);
        return new VirtualKind<T>(name, props);
    }

    internal abstract Type MessageType { get; }

    /// <summary>A ref whose messages have come as <paramref name="stamp"/> says.</summary>
    internal abstract ActorRef RefTo(VirtualTarget target, RouteStamp stamp);

    /// <summary>Starts the actor of <paramref name="target"/> under <paramref name="parent"/>.</summary>
    internal abstract Cell Activate(ActorSystem system, Cell parent, VirtualTarget target, TurnGate gate);
}

/// <summary>A kind whose message type is known.</summary>
internal sealed class VirtualKind<T>(string name, Func<string, Props<T>> props) : VirtualKind(name)
{
    internal override Type MessageType => typeof(T);

    internal override ActorRef RefTo(VirtualTarget target, RouteStamp stamp) => new VirtualRef<T>(target, stamp);

    internal override Cell Activate(ActorSystem system, Cell parent, VirtualTarget target, TurnGate gate)
    {
        var actor = system.SpawnChild(parent, props(target.Key) with { Gate = gate }, target.Path.Name);
        return ((ILocalRef)actor).Cell;
    }
}
