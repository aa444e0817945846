using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Which actors here one peer watches. Thread-safe.</summary>
internal sealed class PeerWatchers(Peer peer)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ActorPath Path, ulong Uid), PeerWatcher> _watchers = [];

    internal int Count
    {
        get
        {
            lock (_lock) return _watchers.Count;
        }
    }

    internal void Add(ActorPath path, ulong uid, Session session, ulong number = 0)
    {
        var watcher = new PeerWatcher(this, path, uid, session.Lane, number);
        if (Find(path, uid) is not { } actor)
        {
            Report(watcher, uid);
            return;
        }

        lock (_lock)
        {
            // That life of the peer may be over by now: Clear comes after the lane has been begun anew.
            if (session.Lane != peer.Control.Count) return;
            if (_watchers.TryGetValue((path, uid), out var known))
            {
                if (known.Actor!.Equals(actor))
                {
                    known.Number = number; // begun under another name, or sent again
                    return;
                }

                _watchers.Remove((path, uid)); // that one has ended, and its end is not for the watch that comes now
                Report(known, ((ILocalRef)known.Actor).Cell.Uid);
            }

            if (_watchers.Count < peer.Node.Options.MaxWatchesPerPeer)
            {
                _watchers.Add((path, uid), watcher);
                watcher.Actor = actor;
                actor.SendSystem(new WatchMessage(watcher)); // under the lock: an Unwatch cannot overtake it
                return;
            }
        }

        Refuse(path, session.Lane);
    }

    /// <summary>The session goes on: ending it would bring the same watches again.</summary>
    private void Refuse(ActorPath path, int lane)
    {
        int limit = peer.Node.Options.MaxWatchesPerPeer;
        string of = $"{peer.Node.Self.Endpoint} lets a peer watch {limit} actors (RemoteOptions.{nameof(RemoteOptions.MaxWatchesPerPeer)})";
        peer.Node.OnRefusing(peer.Endpoint, RejectReason.Limit, of);
        peer.Control.SendReliably(new Control { Refused = new Refused { Reason = RejectReason.Limit, Detail = $"the watch of {path}: {of}" } }, lane);
    }

    internal void Remove(ActorPath path, ulong uid)
    {
        lock (_lock)
        {
            if (_watchers.Remove((path, uid), out var watcher)) watcher.Actor!.SendSystem(new UnwatchMessage(watcher));
        }
    }

    /// <summary>The peer that watched is gone.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers.Values) watcher.Actor!.SendSystem(new UnwatchMessage(watcher));
            _watchers.Clear();
        }
    }

    private ActorRef? Find(ActorPath path, ulong uid)
    {
        if (!peer.Node.IsOpen(path)) return null;
        if (peer.Node.VirtualPaths is { } paths && paths.Covers(path)) return null;
        return peer.Node.System.FindLocal(path) is { } cell && (uid == 0 || uid == cell.Uid) ? cell.Self : null;
    }

    private void OnTerminated(PeerWatcher watcher, ulong uid)
    {
        lock (_lock)
        {
            if (!_watchers.TryGetValue((watcher.WatchedPath, watcher.WatchedUid), out var held) || !ReferenceEquals(held, watcher)) return;
            _watchers.Remove((watcher.WatchedPath, watcher.WatchedUid));
        }

        Report(watcher, uid);
    }

    /// <summary>To the life of the peer that watched: the next one may watch the same path, where another actor lives by then.</summary>
    private void Report(PeerWatcher watcher, ulong uid) =>
        peer.Control.SendReliably(
            new Control
            {
                Terminated = new Proto.Terminated { Target = new ActorId { Path = watcher.WatchedPath.ToString(), Uid = uid }, WatchedUid = watcher.WatchedUid, Number = watcher.Number },
            },
            watcher.Lane);

    /// <summary>Watches one actor on behalf of the peer.</summary>
    private sealed class PeerWatcher(PeerWatchers owner, ActorPath path, ulong uid, int lane, ulong number) : MarkerRef
    {
        /// <summary>Of the session that brought the watch.</summary>
        internal int Lane => lane;

        /// <summary>The last one's; under the owner's lock until it is taken out.</summary>
        internal ulong Number { get; set; } = number;

        internal ActorPath WatchedPath => path;

        internal ulong WatchedUid => uid;

        internal ActorRef? Actor { get; set; }

        internal override void SendSystem(SystemMessage message)
        {
            if (message is TerminatedMessage { Actor: ILocalRef local }) owner.OnTerminated(this, local.Cell.Uid);
        }
    }
}
