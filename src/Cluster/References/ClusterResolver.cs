namespace Actors.Cluster;

/// <summary>Turns addresses without a node into refs: virtual actors, and names.</summary>
internal sealed class ClusterResolver(ClusterNode node) : IRefResolver
{
    public ActorRef<T>? Resolve<T>(ActorAddress address)
    {
        if (address.Node is not null) return null;
        if (!node.Actors.Covers(address.Path)) return new NameRef<T>(node, address.Path);
        if (node.Actors.Find(address.Path) is not { } target) return new DeadRef<T>(node.System, address, DeadLetterReason.NoSuchActor);
        return target.Kind.RefTo(target, default) as ActorRef<T> ?? Untyped<T>(target);
    }

    /// <summary>Senders and others whose type is not known are refs to <see cref="object"/>; anything else is of a wrong type.</summary>
    private ActorRef<T> Untyped<T>(VirtualTarget target) =>
        typeof(T) == typeof(object)
            ? new VirtualRef<T>(target, default)
            : new DeadRef<T>(node.System, new ActorAddress(null, target.Path), DeadLetterReason.WrongType);
}
