namespace Actors.Remote;

/// <content>What peers may spawn and stop.</content>
public sealed partial record RemoteOptions
{
    /// <summary>Longest argument of a spawn, in serialised bytes: it travels beside the heartbeats and must not delay them.</summary>
    internal const int MaxSpawnArgumentBytes = 8 * 1024;

    /// <summary>Paths that peers may stop and poison: each with everything below it. Default none. Nothing in <c>/system</c> can be stopped by a peer, nor a virtual actor.</summary>
    public IReadOnlyList<string> StopPaths { get; init; } = [];

    /// <summary>Actors that one peer may have this node spawn within a second; further ones are refused. Default 1,000.</summary>
    public int MaxSpawnsPerSecond { get; init; } = 1_000;

    /// <summary>Actors alive on this node that peers had it spawn, of all peers and kinds; further ones are refused. Default 10,000.</summary>
    public int MaxSpawnedActors { get; init; } = 10_000;

    internal IReadOnlyList<SpawnKind> Kinds { get; init; } = [];

    /// <summary>
    /// Lets peers have this node spawn actors of a kind, by <see cref="RemoteNode.SpawnAsync{TMessage}"/> there. They stand at
    /// <c>/user/kind/name</c>, which peers may tell and watch; to let peers stop them too see <see cref="AllowStop"/>.
    /// </summary>
    /// <param name="kind">A path segment; the place <c>/user/kind</c> is taken when the node starts.</param>
    /// <param name="props">Makes the props of one actor; called on a turn of <c>/user/kind</c>, so it must not wait.</param>
    /// <param name="clients">Also for clients that are not nodes. Default false.</param>
    /// <exception cref="InvalidActorPathException">The kind is not a valid segment.</exception>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public RemoteOptions AllowSpawn<TMessage>(string kind, Func<Props<TMessage>> props, bool clients = false)
    {
        ArgumentNullException.ThrowIfNull(props);
        return With(new SpawnKind<TMessage>(kind, props, clients));
    }

    /// <summary>As the other overload, of actors that are made with an argument the peer sends; its type is a message of <see cref="Messages"/>, of at most 8 KiB.</summary>
    /// <inheritdoc cref="AllowSpawn{TMessage}"/>
    public RemoteOptions AllowSpawn<TMessage, TArgument>(string kind, Func<TArgument, Props<TMessage>> props, bool clients = false)
    {
        ArgumentNullException.ThrowIfNull(props);
        return With(new SpawnKind<TMessage, TArgument>(kind, props, clients));
    }

    /// <summary>Adds to <see cref="StopPaths"/>.</summary>
    public RemoteOptions AllowStop(string path) => this with { StopPaths = [.. StopPaths, path] };

    private RemoteOptions With(SpawnKind kind)
    {
        if (Kinds.Any(known => known.Name == kind.Name)) throw new ArgumentException($"there is a kind '{kind.Name}' already", nameof(kind));
        return this with { Kinds = [.. Kinds, kind] };
    }

    private void ValidateSpawning()
    {
        Require(MaxSpawnsPerSecond > 0, nameof(MaxSpawnsPerSecond), "must be positive");
        Require(MaxSpawnedActors > 0, nameof(MaxSpawnedActors), "must be positive");
        foreach (string path in StopPaths) Require(ActorPath.TryParse(path, out var known) && known.Depth > 0 && !SpawnKinds.IsSystem(known), nameof(StopPaths), $"has '{path}', which is not a path outside /system");
    }
}
