using System.Collections.Concurrent;
using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>
/// Sends each message for a virtual actor to the owner of its shard: to the activation here, to another node, or into a
/// bounded queue while nobody may serve the shard. Thread-safe.
/// </summary>
/// <remarks>
/// A message is posted to an activation only under the shard's lock and only while <see cref="MembershipService.Owns"/>
/// says yes. A hand-over first makes that say no and then takes the lock, so nothing is posted behind the poison that
/// ends an activation.
/// </remarks>
internal sealed class VirtualActors : IVirtualPaths, IShardHost, IDisposable
{
    /// <summary>A message that was forwarded so often waits here for an owner, and goes to the dead letters after <see cref="ClusterOptions.MaxWait"/>.</summary>
    internal const uint MaxHops = 2;

    private const int MaxInterned = 1_000_000;
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(100);

    private readonly ClusterOptions _options;
    private readonly Dictionary<string, (VirtualKind Kind, Cell Parent)> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VirtualTarget> _targets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Cell, VirtualGate> _frozen = new();
    private readonly ShardState[] _shards;
    private readonly Cell _cluster;
    private readonly ILogger _log;
    private readonly ITimer _sweeper;
    private MembershipService? _membership;
    private int _waiting;

    internal VirtualActors(ActorSystem system, ClusterOptions options, int shards, ILogger log)
    {
        System = system;
        _options = options;
        _log = log;
        _shards = new ShardState[shards];
        for (int i = 0; i < shards; i++) _shards[i] = new ShardState(i);
        _cluster = system.AddGuardian("cluster", SupervisionStrategy.Default);
        foreach (var kind in options.Kinds)
        {
            var parent = system.SpawnChild(_cluster, Props.FromBehavior(Behavior.Empty<object>()), kind.Name);
            if (!_kinds.TryAdd(kind.Name, (kind, ((ILocalRef)parent).Cell))) throw new ArgumentException($"the kind '{kind.Name}' is defined twice (ClusterOptions.{nameof(ClusterOptions.Kinds)})");
        }

        _sweeper = system.Time.CreateTimer(static state => ((VirtualActors)state!).OnSweep(), this, Sweep, Sweep);
    }

    internal ActorSystem System { get; }

    internal RemoteNode Remote { get; set; } = null!;

    /// <summary>Set once the node has an address, before anything is routed.</summary>
    internal MembershipService Membership
    {
        get => _membership!;
        set => Volatile.Write(ref _membership, value);
    }

    internal bool HasLease => Volatile.Read(ref _membership) is { HasLease: true };

    /// <summary>Activations on this node.</summary>
    internal int ActiveCount
    {
        get
        {
            int count = 0;
            foreach (var shard in _shards)
            {
                lock (shard) count += shard.Active.Count;
            }

            return count;
        }
    }

    /// <summary>Messages that wait for an owner.</summary>
    internal int WaitingCount => Volatile.Read(ref _waiting);

    /// <summary>The shared target for a path such as <c>/cluster/word/hello</c>; null if it has another form or the kind is not defined here.</summary>
    internal VirtualTarget? Find(ActorPath path)
    {
        if (_targets.TryGetValue(path.ToString(), out var target)) return target;
        if (path.Depth != 3 || path.Parent!.Parent!.Name != "cluster" || !_kinds.TryGetValue(path.Parent.Name, out var kind)) return null;
        target = new VirtualTarget(this, kind.Kind, path, ActorPath.UnescapeSegment(path.Name), ShardHash.Of(kind.Kind.Name, path.Name, _shards.Length));
        return _targets.Count >= MaxInterned ? target : _targets.GetOrAdd(path.ToString(), target);
    }

    public bool Covers(ActorPath path)
    {
        var top = path;
        while (top.Depth > 1) top = top.Parent!;
        return top.Name == "cluster";
    }

    public ActorRef ResolveInbound(ActorPath path, uint hops) =>
        Find(path) is { } target
            ? target.Kind.RefTo(target, hops + 1) // if it is not for this node, the next hop is a forward
            : new DeadRef<object>(System, new ActorAddress(null, path), DeadLetterReason.NoSuchActor);

    public void Reroute(ActorPath path, object message, ActorRef? sender, uint hops)
    {
        if (Find(path) is { } target) Route(target, message, sender, hops);
        else System.DeadLetters.Publish(message, path.ToString(), sender, DeadLetterReason.NoSuchActor);
    }

    internal void Route<T>(VirtualTarget target, T message, ActorRef? sender, uint hops)
    {
        var shard = _shards[target.Shard];
        if (!shard.HasWaiting && TrySendAway(target, message, sender, hops)) return;
        lock (shard)
        {
            if (shard.Waiting.Count == 0 && (TryPost(shard, target, message, sender) || TrySendAway(target, message, sender, hops))) return;
            if (shard.Waiting.Count < _options.MaxWaitingPerShard)
            {
                shard.Waiting.Enqueue(new WaitingMessage(target, message!, sender, hops, System.Time.GetTimestamp()));
                shard.CountWaiting();
                Interlocked.Increment(ref _waiting);
                return;
            }
        }

        System.DeadLetters.Publish(message, target.Path.ToString(), sender, DeadLetterReason.NoOwner);
    }

    /// <summary>Membership has changed: what waits may have an owner, what runs may have lost its right to.</summary>
    internal void OnMembershipChanged()
    {
        foreach (var shard in _shards)
        {
            List<Cell>? lost = null;
            lock (shard)
            {
                if (shard.Gate is { } gate && Membership.State != MemberState.Dead && LostTo(shard, gate))
                {
                    gate.Revoke();
                    shard.Gate = null;
                    lost = [.. shard.Active];
                }

                if (shard.Waiting.Count > 0) SendWaiting(shard);
            }

            lost?.ForEach(static cell => cell.SendSystem(new AbandonMessage()));
        }
    }

    public async ValueTask ReleaseAsync(int shard, CancellationToken cancellationToken)
    {
        Task[] stopped;
        lock (_shards[shard])
        {
            stopped = [.. _shards[shard].Active.Select(static cell => ActorSystem.WhenTerminated(cell.Self))];
            foreach (var cell in _shards[shard].Active) ((ILocalRef)cell.Self).Poison();
        }

        await Task.WhenAll(stopped).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Abandon(NodeAddress formerSelf)
    {
        foreach (var shard in _shards)
        {
            Cell[] active;
            lock (shard)
            {
                shard.Gate?.Revoke();
                shard.Gate = null;
                active = [.. shard.Active];
            }

            foreach (var cell in active) cell.SendSystem(new AbandonMessage());
        }
    }

    internal bool TryReroute(Cell cell, object message, ActorRef? sender)
    {
        // A descendant of a virtual actor is not virtual itself: what it leaves goes to the dead letters.
        if (cell.Parent?.Parent != _cluster || System.IsShuttingDown) return false;
        if (Find(cell.Path) is not { } target) return false;
        Route(target, message, sender, 0);
        return true;
    }

    /// <summary>A cell found its gate closed because the lease is over; the sweep tells it when it has come back.</summary>
    internal void ThawLater(Cell cell, VirtualGate gate)
    {
        _frozen[cell] = gate;
        if (gate.IsOpen) Thaw(cell);
    }

    public void Dispose() => _sweeper.Dispose();

    private bool TryPost<T>(ShardState shard, VirtualTarget target, T message, ActorRef? sender)
    {
        if (Volatile.Read(ref _membership) is not { } membership || !membership.Owns(target.Shard, out ulong token)) return false;
        if (shard.Gate?.Token != token)
        {
            shard.Gate?.Revoke(); // somebody else may have owned the shard in between
            foreach (var old in shard.Active) old.SendSystem(new AbandonMessage());
            shard.Gate = new VirtualGate(this, token);
        }

        var cell = target.Cell;
        if (cell is null || cell.State == CellState.Stopped || !ReferenceEquals(cell.Gate, shard.Gate))
        {
            cell = Activate(shard, target);
            if (cell is null) return false;
        }

        if (cell is Cell<T> typed) typed.Self.Tell(message, sender);
        else cell.Self.TellObject(message!, sender);
        return true;
    }

    /// <summary>Null while the activation before this one is still ending.</summary>
    private Cell? Activate(ShardState shard, VirtualTarget target)
    {
        var parent = _kinds[target.Kind.Name].Parent;
        if (parent.FindChild(target.Path.Name) is { } ending)
        {
            if (ReferenceEquals(ending.Gate, shard.Gate) && ending.State != CellState.Stopped) return target.Cell = ending;
            return null;
        }

        var cell = target.Kind.Activate(System, parent, target, shard.Gate!);
        shard.Active.Add(cell);
        target.Cell = cell;
        cell.SendSystem(new WatchMessage(new ActivationWatcher(this, shard, target, cell)));
        return cell;
    }

    private bool TrySendAway<T>(VirtualTarget target, T message, ActorRef? sender, uint hops)
    {
        if (Volatile.Read(ref _membership) is not { } membership || membership.Snapshot.ShardCount == 0) return false;
        var owner = membership.OwnerOf(target.Shard).Owner;
        var self = Remote.Self;
        if (owner is null || owner.Endpoint == self.Endpoint) return false;
        if (TurnGate.Current is { IsOpen: false })
        {
            System.DeadLetters.Publish(message, target.Path.ToString(), sender, DeadLetterReason.LeaseExpired);
            return true;
        }

        // Those who forwarded it knew better than this node, which hears of a hand-over a moment later: wait for that.
        if (hops > MaxHops) return false;
        if (Remote.TryGetPeer(owner) is not { } peer)
        {
            System.DeadLetters.Publish(message, target.Path.ToString(), sender, DeadLetterReason.NoOwner);
            return true;
        }

        if (peer.IsDead(owner.Incarnation)) return false; // its successor is not known yet
        var remote = target.Remote;
        if (remote is null || !ReferenceEquals(remote.Peer, peer) || remote.Incarnation != owner.Incarnation)
            target.Remote = remote = peer.Target(target.Path, 0, owner.Incarnation);
        peer.Outbound.Tell(remote, message!, sender, hops);
        return true;
    }

    private bool LostTo(ShardState shard, VirtualGate gate)
    {
        var snapshot = Membership.Snapshot;
        if (shard.Number >= snapshot.ShardCount) return false;
        var (owner, token) = snapshot.OwnerOf(shard.Number);
        return token > gate.Token || (owner is not null && owner.Endpoint != Remote.Self.Endpoint);
    }

    /// <summary>Sends what has waited, in order, for as long as it goes. Under the shard's lock.</summary>
    private void SendWaiting(ShardState shard)
    {
        while (shard.Waiting.TryPeek(out var waiting))
        {
            if (System.Time.GetElapsedTime(waiting.Since) > _options.MaxWait)
            {
                System.DeadLetters.Publish(waiting.Message, waiting.Target.Path.ToString(), waiting.Sender, DeadLetterReason.NoOwner);
            }
            else if (!TryPostObject(shard, waiting) && !TrySendAway(waiting.Target, waiting.Message, waiting.Sender, waiting.Hops))
            {
                break;
            }

            shard.Waiting.Dequeue();
            Interlocked.Decrement(ref _waiting);
        }

        shard.CountWaiting();
    }

    private bool TryPostObject(ShardState shard, in WaitingMessage waiting) => TryPost(shard, waiting.Target, waiting.Message, waiting.Sender);

    private void OnSweep()
    {
        foreach (var (cell, gate) in _frozen)
        {
            if (gate.IsOpen || cell.State == CellState.Stopped) Thaw(cell);
        }

        if (Volatile.Read(ref _waiting) == 0) return;
        foreach (var shard in _shards)
        {
            if (!shard.HasWaiting) continue;
            lock (shard) SendWaiting(shard);
        }
    }

    private void Thaw(Cell cell)
    {
        if (_frozen.TryRemove(cell, out _)) cell.SendSystem(new ThawMessage());
    }

    private void OnEnded(ShardState shard, VirtualTarget target, Cell cell)
    {
        lock (shard)
        {
            shard.Active.Remove(cell);
            if (ReferenceEquals(target.Cell, cell)) target.Cell = null;
        }

        _frozen.TryRemove(cell, out _);
        VirtualLog.Ended(_log, cell.Path.ToString());
    }

    /// <summary>Takes an activation off the books when it has stopped.</summary>
    private sealed class ActivationWatcher(VirtualActors actors, ShardState shard, VirtualTarget target, Cell cell) : MarkerRef
    {
        internal override void SendSystem(SystemMessage message)
        {
            if (message is TerminatedMessage) actors.OnEnded(shard, target, cell);
        }
    }
}
