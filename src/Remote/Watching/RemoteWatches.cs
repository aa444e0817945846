using System.Runtime.InteropServices;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// Which actors here watch which actors of one peer. The peer hears of the first watcher of an actor and of the last
/// one's leaving. Whoever takes an entry out tells its watchers, so each is told once. Thread-safe.
/// </summary>
internal sealed class RemoteWatches(Peer peer)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RemoteTarget, Dictionary<ActorRef, ActorRef>> _watched = []; // watcher -> the ref it watches
    private readonly Dictionary<(ActorPath Path, ulong Uid), WatchedPlace> _places = [];
    private ulong _lastNumber; // under the lock

    internal int Count
    {
        get
        {
            lock (_lock) return _watched.Count;
        }
    }

    internal void Add(RemoteTarget target, ActorRef reference, ActorRef watcher)
    {
        bool first = false;
        bool dead;
        lock (_lock)
        {
            // Looked at under the lock that Take takes: a watch is either refused here or taken there.
            dead = peer.IsDead(target.Incarnation) || peer.IsDisposed;
            if (!dead)
            {
                if (!_watched.TryGetValue(target, out var watchers))
                {
                    _watched[target] = watchers = [];
                    (CollectionsMarshal.GetValueRefOrAddDefault(_places, PlaceOf(target), out _) ??= new WatchedPlace()).Add(target, ++_lastNumber);
                    first = true;
                }

                watchers[watcher] = reference;
                if (first) peer.Control.SendReliablyTo(target.Incarnation, WatchOf(target)); // under the lock: in the order of the table's changes
            }
        }

        if (dead && target.Peer is { } successor && !ReferenceEquals(successor, peer)) successor.Watches.Add(target, reference, watcher); // the peer lost its place just now
        else if (dead) watcher.SendSystem(new TerminatedMessage(reference));
        else if (first) peer.EnsureConnected();
    }

    internal void Remove(RemoteTarget target, ActorRef watcher)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(target, out var watchers) || !watchers.Remove(watcher) || watchers.Count > 0) return;
            if (!Forget(target, out _)) return; // watched under another name still
            peer.Control.SendReliablyTo(target.Incarnation, new Control { Unwatch = new Unwatch { Target = IdOf(target) } });
        }
    }

    /// <summary>
    /// That life of the peer says that an actor that was watched as <paramref name="path"/> and <paramref name="watchedUid"/> has
    /// stopped. Who watches one of a life to come, while the one before still says its last, does not mean that actor. Nor does who
    /// has begun to watch since: the end's <paramref name="number"/> (0: the peer does not say) is that of the last watch that the peer had
    /// heard of by then.
    /// </summary>
    internal void OnTerminated(ActorPath path, ulong watchedUid, ulong incarnation, ulong number = 0)
    {
        List<Dictionary<ActorRef, ActorRef>> taken;
        lock (_lock)
        {
            if (!_places.TryGetValue((path, watchedUid), out var place)) return;
            taken = Take([.. place.UpTo(number == 0 ? ulong.MaxValue : number).Where(name => name.Incarnation <= incarnation)]);
        }

        Tell(taken);
    }

    /// <summary>
    /// Takes out what is for that life of the peer and all before. A ref without an incarnation meant the life that was met: it is
    /// left where <paramref name="from"/> is 1. The caller tells those who watched.
    /// </summary>
    internal List<Dictionary<ActorRef, ActorRef>> Take(ulong upTo, ulong from = 0)
    {
        lock (_lock) return Take(_watched.Keys.Where(target => target.Incarnation >= from && target.Incarnation <= upTo).ToArray());
    }

    /// <summary>Sends watches again, to a peer that knows of none. Those of lives after <paramref name="upTo"/> still wait to be sent.</summary>
    internal void Renew(ulong upTo)
    {
        lock (_lock)
        {
            foreach (var target in _watched.Keys)
            {
                if (target.Incarnation <= upTo) peer.Control.SendReliablyTo(target.Incarnation, WatchOf(target));
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private List<Dictionary<ActorRef, ActorRef>> Take(RemoteTarget[] targets)
    {
        var taken = new List<Dictionary<ActorRef, ActorRef>>(targets.Length);
        foreach (var target in targets)
        {
            Forget(target, out var watchers);
            taken.Add(watchers!);
        }

        return taken;
    }

    internal static void Tell(List<Dictionary<ActorRef, ActorRef>> taken)
    {
        foreach (var watchers in taken)
        {
            foreach (var (watcher, reference) in watchers) watcher.SendSystem(new TerminatedMessage(reference));
        }
    }

    /// <summary>Under the lock. True if nothing watches that place any more.</summary>
    private bool Forget(RemoteTarget target, out Dictionary<ActorRef, ActorRef>? watchers)
    {
        _watched.Remove(target, out watchers);
        return _places[PlaceOf(target)].Remove(target) && _places.Remove(PlaceOf(target));
    }

    private static (ActorPath Path, ulong Uid) PlaceOf(RemoteTarget target) => (target.Path, target.Uid);

    /// <summary>Under the lock.</summary>
    private Control WatchOf(RemoteTarget target) => new() { Watch = new Watch { Target = IdOf(target), Number = _places[PlaceOf(target)].Number } };

    private static ActorId IdOf(RemoteTarget target) => new() { Path = target.Path.ToString(), Uid = target.Uid };

    /// <summary>
    /// Targets that are one watch to the peer: an actor is named with and without a life of its node. Each name's beginning has a number,
    /// for one may be begun while the end of what the others watch is on its way; the peer keeps the last one's.
    /// </summary>
    private sealed class WatchedPlace
    {
        private readonly List<(RemoteTarget Name, ulong Number)> _names = new(1);

        internal ulong Number { get; private set; }

        internal void Add(RemoteTarget name, ulong number)
        {
            _names.Add((name, number));
            Number = number;
        }

        internal IEnumerable<RemoteTarget> UpTo(ulong number) => _names.Where(name => name.Number <= number).Select(static name => name.Name);

        /// <summary>True if it was the last one.</summary>
        internal bool Remove(RemoteTarget name)
        {
            _names.RemoveAll(held => held.Name.Equals(name));
            return _names.Count == 0;
        }
    }
}
