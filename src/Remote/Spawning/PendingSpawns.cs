using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// What this node has asked one peer to spawn and has no answer to. Whoever takes an entry out completes it, so each ends
/// once: with the answer, the asker's patience, or the peer's life. Thread-safe.
/// </summary>
internal sealed class PendingSpawns(Peer peer)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, PendingSpawn> _pending = [];

    internal int Count
    {
        get
        {
            lock (_lock) return _pending.Count;
        }
    }

    internal PendingSpawn Begin(Spawn spawn, ulong life)
    {
        var pending = new PendingSpawn(peer.Node.System.Dispatcher, spawn, life);
        SpawnOutcome? refused;
        lock (_lock)
        {
            // Looked at under the lock that Take takes: it is either refused here or failed there.
            refused = Refuse(life);
            if (refused is null)
            {
                _pending.Add(spawn.Request, pending);
                Send(pending);
            }
        }

        if (refused is not null) pending.Complete(refused);
        else peer.EnsureConnected();
        return pending;
    }

    /// <summary>The asker waits no more.</summary>
    internal void Forget(PendingSpawn pending)
    {
        lock (_lock) _pending.Remove(pending.Spawn.Request);
    }

    internal void OnSpawned(ulong incarnation, Spawned spawned)
    {
        PendingSpawn? pending;
        lock (_lock) _pending.Remove(spawned.Request, out pending);
        if (pending is null)
        {
            if (spawned.Actor is not null && peer.Node.IsNews($"late spawn {peer.Endpoint}", peer.Endpoint)) RemoteLog.LateSpawn(peer.Node.Log, peer.Endpoint, PeerText.Of(spawned.Actor.Path));
            return;
        }

        pending.Complete(OutcomeOf(incarnation, spawned));
    }

    /// <summary>Takes out what is for that life of the peer and all before, or for any: whoever named none meant the life that was met, and is left where <paramref name="from"/> is 1. The caller fails it.</summary>
    internal PendingSpawn[] Take(ulong upTo, ulong from = 0)
    {
        lock (_lock)
        {
            if (_pending.Count == 0) return [];
            PendingSpawn[] taken = [.. _pending.Values.Where(pending => pending.Life >= from && pending.Life <= upTo)];
            foreach (var pending in taken) _pending.Remove(pending.Spawn.Request);
            return taken;
        }
    }

    internal static void Fail(PendingSpawn[] failed, string reason)
    {
        foreach (var pending in failed) pending.Complete(SpawnOutcome.Failed(SpawnFailure.PeerDead, $"{reason}; it may have been spawned before"));
    }

    /// <summary>The lane has forgotten what it had: sends again what it does not know, to a life of the peer that has had none of it.</summary>
    internal void Renew()
    {
        lock (_lock)
        {
            int count = peer.Control.Count;
            foreach (var pending in _pending.Values)
            {
                if (pending.SentIn != count) Send(pending);
            }
        }
    }

    /// <summary>Under the lock. Never twice in one count: the second would find the name taken.</summary>
    private void Send(PendingSpawn pending) => pending.SentIn = peer.Control.SendReliably(new Control { Spawn = pending.Spawn }); // it says itself for which life it is

    private SpawnOutcome? Refuse(ulong life)
    {
        if (peer.IsDisposed || peer.IsDead(life)) return SpawnOutcome.Failed(SpawnFailure.PeerDead, "it is dead, or has been given up");
        int limit = peer.Node.Options.MaxPendingControl;
        return _pending.Count < limit ? null : SpawnOutcome.Failed(SpawnFailure.Limit, $"{limit} spawns wait for its answer (RemoteOptions.{nameof(RemoteOptions.MaxPendingControl)})");
    }

    private static SpawnOutcome OutcomeOf(ulong incarnation, Spawned spawned)
    {
        if (spawned.Refusal != SpawnRefusal.None) return SpawnOutcome.Failed(FailureOf(spawned.Refusal), PeerText.Of(spawned.Detail));
        return spawned.Actor is { } actor && ActorPath.TryParse(actor.Path, out var path)
            ? new SpawnOutcome(path, actor.Uid, incarnation, null, "")
            : SpawnOutcome.Failed(SpawnFailure.Unspecified, "the answer names no actor");
    }

    internal static SpawnOutcome OutcomeOf(SpawnAnswer answer) => answer.Actor is { } actor
        ? new SpawnOutcome(actor.Path, actor.Uid, 0, null, "")
        : SpawnOutcome.Failed(FailureOf(answer.Refusal), answer.Detail);

    private static SpawnFailure FailureOf(SpawnRefusal refusal) => refusal switch
    {
        SpawnRefusal.UnknownKind => SpawnFailure.UnknownKind,
        SpawnRefusal.Forbidden => SpawnFailure.Forbidden,
        SpawnRefusal.NameExists => SpawnFailure.NameExists,
        SpawnRefusal.InvalidName => SpawnFailure.InvalidName,
        SpawnRefusal.Limit => SpawnFailure.Limit,
        SpawnRefusal.SetUpFailed => SpawnFailure.SetUpFailed,
        SpawnRefusal.WrongMessage => SpawnFailure.WrongMessage,
        SpawnRefusal.WrongArgument => SpawnFailure.WrongArgument,
        SpawnRefusal.Ending => SpawnFailure.Ending,
        _ => SpawnFailure.Unspecified,
    };
}
