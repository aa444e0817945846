namespace Actors.Remote;

/// <content>Spawning on nodes that let clients do so.</content>
public sealed partial class RemoteClient
{
    /// <summary>
    /// Has the node that the client is connected to spawn an actor of a kind that it allows to clients (<see cref="RemoteOptions.AllowSpawn{TMessage}"/>
    /// with <c>clients: true</c>), at <c>/user/kind/name</c> there, and gives its ref once its set-up has ended. Waits for a connection
    /// within the timeout. Asked for once: if the connection breaks before the answer it fails (<see cref="SpawnFailure.PeerDead"/>), and
    /// the actor may have been spawned. The actor does not end with the client.
    /// </summary>
    /// <typeparam name="TMessage">What the actor takes; compared there where it is a message of <see cref="RemoteOptions.Messages"/>.</typeparam>
    /// <param name="kind">The kind's name there.</param>
    /// <param name="name">One path segment, free there.</param>
    /// <param name="timeout">How long to wait; positive, at most <see cref="AskExtensions.MaxTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the actor may be spawned all the same.</param>
    /// <exception cref="RemoteSpawnException">It was refused, or there is no answer; <see cref="RemoteSpawnException.Failure"/> says why.</exception>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage>(string kind, string name, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _node.SpawnAnyAsync<TMessage>(_gateway.AddressOf(0), (_gateway, 0), kind, name, null, timeout, cancellationToken);

    /// <summary>As the other overload, of a kind that takes an argument. It may hold refs to the cluster's actors, none to the client's own.</summary>
    /// <exception cref="UnregisteredMessageException">The argument's type is no message of <see cref="RemoteOptions.Messages"/>.</exception>
    /// <exception cref="MessageFormatException">The argument cannot be written.</exception>
    /// <inheritdoc cref="SpawnAsync{TMessage}(string, string, TimeSpan, CancellationToken)"/>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage, TArgument>(string kind, string name, TArgument argument, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return _node.SpawnAnyAsync<TMessage>(_gateway.AddressOf(0), (_gateway, 0), kind, name, argument, timeout, cancellationToken);
    }

    /// <summary>As the other overload, on a certain node (incarnation 0: whichever life is met), which is dialled if it is another than the one connected to.</summary>
    /// <inheritdoc cref="SpawnAsync{TMessage}(string, string, TimeSpan, CancellationToken)"/>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage>(NodeAddress node, string kind, string name, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var (at, through) = PlaceOf(node);
        return _node.SpawnAnyAsync<TMessage>(at, through, kind, name, null, timeout, cancellationToken);
    }

    /// <summary>As the other overload, on a certain node (incarnation 0: whichever life is met), of a kind that takes an argument.</summary>
    /// <inheritdoc cref="SpawnAsync{TMessage, TArgument}(string, string, TArgument, TimeSpan, CancellationToken)"/>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage, TArgument>(NodeAddress node, string kind, string name, TArgument argument, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(argument);
        var (at, through) = PlaceOf(node);
        return _node.SpawnAnyAsync<TMessage>(at, through, kind, name, argument, timeout, cancellationToken);
    }

    /// <summary>With its life where it is the one connected to: should another be by the time of asking, that one refuses.</summary>
    private (NodeAddress At, (Peer, ulong)? Through) PlaceOf(NodeAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var gateway = _gateway.Gateway!;
        return gateway.LifeOf(node) is { } life ? (gateway.NodeOf(life), (_gateway, life)) : (node, null);
    }
}
