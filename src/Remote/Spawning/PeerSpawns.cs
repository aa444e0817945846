using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What one peer asks this node to spawn. Thread-safe.</summary>
internal sealed class PeerSpawns(Peer peer)
{
    private readonly RemoteNode _node = peer.Node;
    private readonly Lock _lock = new();
    private readonly SecondRate _rate = new(peer.Node.Time, peer.Node.Options.MaxSpawnsPerSecond); // under the lock

    /// <summary>Answers each spawn once, on the lane that repeats until it is acknowledged.</summary>
    internal void Begin(Session session, Spawn spawn)
    {
        if (spawn.Request == 0) throw new FrameFormatException(0, "a spawn without a request number");
        ulong asker = session.Incarnation;
        var refusal = Check(session, spawn, out var kind, out object? argument);
        if (refusal is { } refused) Answer(spawn.Request, asker, refused);
        else _node.Kinds.Spawn(kind!, spawn.Name, argument, answer => Answer(spawn.Request, asker, answer));
    }

    private SpawnAnswer? Check(Session session, Spawn spawn, out SpawnKind? kind, out object? argument)
    {
        argument = null;
        if (!_node.Kinds.TryFind(spawn.Kind, out kind))
            return Refuse(SpawnRefusal.UnknownKind, RejectReason.Forbidden, $"{_node.Self.Endpoint} spawns no kind '{PeerText.Of(spawn.Kind)}' (RemoteOptions.{nameof(RemoteOptions.AllowSpawn)})");
        if (spawn.Incarnation != 0 && spawn.Incarnation != session.Own.Incarnation)
            return SpawnAnswer.Refused(SpawnRefusal.Ending, $"that life of the node is over; this is {session.Own}");
        if (peer.IsClient && !kind.Clients)
            return Refuse(SpawnRefusal.Forbidden, RejectReason.Forbidden, $"the kind '{kind.Name}' is not for clients (RemoteOptions.{nameof(RemoteOptions.AllowSpawn)}, clients: true)");
        if (!IsWithinRate())
            return Refuse(SpawnRefusal.Limit, RejectReason.Limit, $"more than {_node.Options.MaxSpawnsPerSecond} spawns within a second (RemoteOptions.{nameof(RemoteOptions.MaxSpawnsPerSecond)}); try again later");
        if (spawn.Message.Length > 0 && !(_node.Registry.TryFind(spawn.Message, out var message) && kind.MessageType.IsAssignableFrom(message.MessageType)))
            return SpawnAnswer.Refused(SpawnRefusal.WrongMessage, $"actors of the kind '{kind.Name}' do not take the message '{PeerText.Of(spawn.Message)}'");
        return ReadArgument(session, spawn, kind, out argument);
    }

    private SpawnAnswer? ReadArgument(Session session, Spawn spawn, SpawnKind kind, out object? argument)
    {
        argument = null;
        if (kind.ArgumentType is not { } type)
            return spawn.ArgumentType.Length == 0 ? null : SpawnAnswer.Refused(SpawnRefusal.WrongArgument, $"the kind '{kind.Name}' takes no argument");
        if (!_node.Registry.TryFind(spawn.ArgumentType, out var codec) || !type.IsAssignableFrom(codec.MessageType))
            return SpawnAnswer.Refused(SpawnRefusal.WrongArgument, $"the kind '{kind.Name}' takes the argument '{_node.Registry.For(type).Id}', not '{PeerText.Of(spawn.ArgumentType)}'");
        if (spawn.Argument.Length > RemoteOptions.MaxSpawnArgumentBytes)
            return Refuse(SpawnRefusal.WrongArgument, RejectReason.Limit, $"the argument has {spawn.Argument.Length} bytes, at most {RemoteOptions.MaxSpawnArgumentBytes} are taken");
        try
        {
            var reader = new MessagePackReader(spawn.Argument.Span, new LinkRefTranslator(peer, session.Incarnation));
            argument = codec.ReadObject(ref reader);
            if (reader.Remaining == 0) return null;
        }
        catch (Exception error) // also what a codec written by hand lets through
        {
            if (_node.IsNews($"malformed {peer.Endpoint} {codec.Id}", peer.Endpoint)) RemoteLog.MalformedMessage(_node.Log, peer.Endpoint, PeerText.Of(error.Message));
        }

        return Refuse(SpawnRefusal.WrongArgument, RejectReason.Malformed, $"the argument is no '{codec.Id}' that can be read");
    }

    private SpawnAnswer Refuse(SpawnRefusal refusal, RejectReason reason, string detail)
    {
        _node.OnRefusing(peer.Endpoint, reason, detail);
        return SpawnAnswer.Refused(refusal, detail);
    }

    private bool IsWithinRate()
    {
        lock (_lock) return _rate.TryCount();
    }

    /// <summary>Whoever asked may have begun another life since: that one knows nothing of it.</summary>
    private void Answer(ulong request, ulong asker, SpawnAnswer answer)
    {
        RemoteMetrics.OnSpawn(_node.System, answer.Refusal);
        if (peer.Incarnation != asker || peer.IsDead(asker)) return;
        var spawned = new Spawned { Request = request, Refusal = answer.Refusal, Detail = answer.Detail };
        if (answer.Actor is { } actor) spawned.Actor = new ActorId { Path = actor.Path.ToString(), Uid = actor.Uid };
        peer.Control.SendReliably(new Control { Spawned = spawned });
    }
}
