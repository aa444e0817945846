using System.Buffers.Binary;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Remote;

/// <content>Spawning on other nodes, and stopping at their request.</content>
public sealed partial class RemoteNode
{
    private readonly ActorPath[] _stoppable;
    private long _lastSpawn;

    /// <summary>The kinds that peers may have this node spawn.</summary>
    internal SpawnKinds Kinds { get; }

    /// <summary>
    /// Has another node spawn an actor of a kind that it allows (<see cref="RemoteOptions.AllowSpawn{TMessage}"/>), at
    /// <c>/user/kind/name</c> there, and gives its ref once its set-up has ended. Asked for again after a reconnect, and
    /// spawned once. The actor does not end with its spawner. This node's own address works too.
    /// </summary>
    /// <typeparam name="TMessage">What the actor takes; compared there where it is a message of <see cref="RemoteOptions.Messages"/>.</typeparam>
    /// <param name="node">Where; incarnation 0: whichever life is met.</param>
    /// <param name="kind">The kind's name there.</param>
    /// <param name="name">One path segment, free there.</param>
    /// <param name="timeout">How long to wait; positive, at most <see cref="AskExtensions.MaxTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the actor may be spawned all the same.</param>
    /// <exception cref="RemoteSpawnException">It was refused, or there is no answer; <see cref="RemoteSpawnException.Failure"/> says why.</exception>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage>(NodeAddress node, string kind, string name, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        SpawnAnyAsync<TMessage>(node, null, kind, name, null, timeout, cancellationToken);

    /// <summary>As the other overload, of a kind that takes an argument.</summary>
    /// <exception cref="UnregisteredMessageException">The argument's type is no message of <see cref="RemoteOptions.Messages"/>.</exception>
    /// <exception cref="MessageFormatException">The argument cannot be written.</exception>
    /// <inheritdoc cref="SpawnAsync{TMessage}(NodeAddress, string, string, TimeSpan, CancellationToken)"/>
    public Task<ActorRef<TMessage>> SpawnAsync<TMessage, TArgument>(NodeAddress node, string kind, string name, TArgument argument, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return SpawnAnyAsync<TMessage>(node, null, kind, name, argument, timeout, cancellationToken);
    }

    /// <summary>True if peers may stop the actor of that path. Not the parents of kinds: a peer could end the spawning for all.</summary>
    internal bool MayStop(ActorPath path)
    {
        if (path.Depth < 2 || VirtualPaths?.Covers(path) == true || Kinds.IsParent(path)) return false;
        foreach (var prefix in _stoppable)
        {
            if (path.Equals(prefix) || path.IsDescendantOf(prefix)) return true;
        }

        return false;
    }

    /// <summary>Through that gateway, to that life of it; null: to the peer of the address, or this node itself.</summary>
    internal async Task<ActorRef<TMessage>> SpawnAnyAsync<TMessage>(NodeAddress node, (Peer Gateway, ulong Life)? through, string kind, string name, object? argument, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        if (timeout <= TimeSpan.Zero || timeout > AskExtensions.MaxTimeout) throw new ArgumentOutOfRangeException(nameof(timeout), timeout, $"a spawn needs a timeout above zero and of at most {AskExtensions.MaxTimeout.TotalHours} hours");
        cancellationToken.ThrowIfCancellationRequested();
        if (TurnGate.Current is { IsOpen: false }) throw Failed(SpawnFailure.Forbidden, "this actor may not send, its node's lease has expired");
        if (SpawnKinds.FindProblem(kind) is { } badKind) throw Failed(SpawnFailure.UnknownKind, badKind);
        if (SpawnKinds.FindProblem(name) is { } badName) throw Failed(SpawnFailure.InvalidName, badName);
        var peer = through?.Gateway;
        PendingSpawn pending;
        if (peer is null && System.IsHere(node))
        {
            pending = SpawnHere(kind, name, typeof(TMessage), argument);
        }
        else
        {
            if (node.Endpoint == Self.Endpoint) throw Failed(SpawnFailure.PeerDead, $"that life of this node is over; it is {Self} now");
            peer ??= TryGetPeer(node) ?? throw Failed(SpawnFailure.Limit, $"this node has {Options.MaxPeers} peers already (RemoteOptions.{nameof(RemoteOptions.MaxPeers)})");
            pending = peer.Spawns.Begin(RequestOf(peer, node, kind, name, typeof(TMessage), argument), through?.Life ?? node.Incarnation);
        }

        SpawnOutcome outcome;
        try
        {
            outcome = await pending.Outcome.WaitAsync(timeout, Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Failed(SpawnFailure.NotAnswered, $"no answer within {timeout}; it may be spawned yet. A node of an earlier version answers nothing");
        }
        finally
        {
            peer?.Spawns.Forget(pending);
        }

        if (outcome.Failure is { } failure) throw Failed(failure, outcome.Detail);
        if (peer is null) return System.Resolve<TMessage>(new ActorAddress(null, outcome.Path!, outcome.Uid));
        return new RemoteRef<TMessage>(peer.Target(outcome.Path!, outcome.Uid, outcome.Incarnation));

        RemoteSpawnException Failed(SpawnFailure failure, string detail) => new(node, kind, name, failure, detail);
    }

    /// <summary>As a peer would have it, without the link.</summary>
    private PendingSpawn SpawnHere(string name, string actor, Type message, object? argument)
    {
        var pending = new PendingSpawn(System.Dispatcher, new Spawn(), 0);
        if (!Kinds.TryFind(name, out var kind)) Fail(SpawnFailure.UnknownKind, $"this node spawns no kind '{name}'");
        else if (!kind.MessageType.IsAssignableFrom(message)) Fail(SpawnFailure.WrongMessage, $"its actors take {kind.MessageType}, not {message}");
        else if (kind.ArgumentType is null ? argument is not null : !kind.ArgumentType.IsInstanceOfType(argument)) Fail(SpawnFailure.WrongArgument, $"it takes {kind.ArgumentType?.ToString() ?? "no argument"}");
        else Kinds.Spawn(kind, actor, argument, answer => pending.Complete(PendingSpawns.OutcomeOf(answer)));
        return pending;

        void Fail(SpawnFailure failure, string detail) => pending.Complete(SpawnOutcome.Failed(failure, detail));
    }

    private Spawn RequestOf(Peer peer, NodeAddress node, string kind, string name, Type message, object? argument)
    {
        var spawn = new Spawn { Request = NextSpawn(), Kind = kind, Name = name, Incarnation = node.Incarnation };
        if (Registry.TryFind(message, out var codec)) spawn.Message = codec.Id;
        if (argument is null) return spawn;
        codec = Registry.For(argument.GetType());
        using var buffer = new WireBuffer(512, Options.MaxFrameBytes);
        var writer = new MessagePackWriter(buffer, new LinkRefTranslator(peer, node.Incarnation));
        codec.WriteObject(ref writer, argument);
        if (buffer.Length > RemoteOptions.MaxSpawnArgumentBytes)
            throw new RemoteSpawnException(node, kind, name, SpawnFailure.WrongArgument, $"it has {buffer.Length} bytes, at most {RemoteOptions.MaxSpawnArgumentBytes} may be sent; tell the rest to the actor");
        spawn.ArgumentType = codec.Id;
        spawn.Argument = ByteString.CopyFrom(buffer.WrittenSpan);
        return spawn;
    }

    /// <summary>Another life of this process must not take an answer that was meant for an earlier one: it begins elsewhere.</summary>
    private ulong NextSpawn()
    {
        if (Volatile.Read(ref _lastSpawn) == 0)
        {
            Span<byte> bytes = stackalloc byte[8];
            System.NextRandomBytes(bytes);
            Interlocked.CompareExchange(ref _lastSpawn, BinaryPrimitives.ReadInt64LittleEndian(bytes) >>> 1, 0);
        }

        return (ulong)Interlocked.Increment(ref _lastSpawn);
    }
}
