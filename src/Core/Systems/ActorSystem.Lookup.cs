namespace Actors;

/// <content>From a path to the actor.</content>
public sealed partial class ActorSystem
{
    /// <summary>
    /// A ref for an address in any of the forms of <see cref="ActorAddress"/>. A local path that no actor holds gives a
    /// ref to dead letters; a remote one is not looked up before something is told.
    /// </summary>
    /// <exception cref="InvalidActorPathException">The text is not an address.</exception>
    public ActorRef<T> Resolve<T>(string address) => Resolve<T>(ActorAddress.Parse(address));

    /// <summary>As <see cref="Resolve{T}(string)"/>.</summary>
    public ActorRef<T> Resolve<T>(ActorAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IsHere(address.Node) && FindLocal(address.Path) is { } cell && (address.Uid == 0 || address.Uid == cell.Uid))
            return See<T>(cell.Self) ?? new DeadRef<T>(this, address, DeadLetterReason.WrongType);
        foreach (var resolver in _resolvers)
        {
            if (resolver.Resolve<T>(address) is { } found) return found;
        }

        return new DeadRef<T>(this, address, DeadLetterReason.NoSuchActor);
    }

    /// <summary>The actor of this process that holds the path now, whatever it understands; null if there is none.</summary>
    public ActorRef? Find(ActorPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Equals(DeadLetters.Path) ? DeadLetters.Ref : FindLocal(path)?.Self;
    }

    /// <summary>As the other overload.</summary>
    /// <exception cref="InvalidActorPathException">The text is not a path.</exception>
    public ActorRef? Find(string path) => Find(ActorPath.FromString(path));

    /// <summary>
    /// The actors of this process whose paths match <paramref name="pattern"/>, for example <c>/user/work/*</c>: in any
    /// segment <c>*</c> stands for any number of characters, also none, and <c>?</c> for one. Looked up at each use.
    /// </summary>
    /// <exception cref="InvalidActorPathException">The text is not a path even with its wildcards filled in.</exception>
    public ActorSelection Select(string pattern) => new(this, pattern);

    internal bool IsHere(NodeAddress? node) =>
        node is null || (Node is { } own && node.Endpoint == own.Endpoint && (node.Incarnation == 0 || node.Incarnation == own.Incarnation));

    internal Cell RootCell => _root;

    internal Cell? FindLocal(ActorPath path)
    {
        var names = new string[path.Depth];
        for (int i = names.Length; path.Parent is not null; path = path.Parent) names[--i] = path.Name;
        Cell? cell = _root;
        for (int i = 0; i < names.Length && cell is not null; i++) cell = cell.FindChild(names[i]);
        return cell;
    }

    /// <summary>The ref as one for messages of type <typeparamref name="T"/>; null if the actor does not take them.</summary>
    private static ActorRef<T>? See<T>(ActorRef actor) =>
        actor as ActorRef<T> ?? (actor.MessageType.IsAssignableFrom(typeof(T)) ? new NarrowRef<T>(actor) : null);
}
