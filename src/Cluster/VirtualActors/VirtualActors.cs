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
internal sealed partial class VirtualActors : IVirtualPaths, IShardHost, IDisposable
{
    /// <summary>
    /// A message that was forwarded so often goes to the dead letters: once by the member that a client knows, twice while its
    /// shard moves. Each forward is decided upon a view at least as new as the one before, so more are rare.
    /// </summary>
    internal const uint MaxHops = 3;

    private const int MaxInterned = 1_000_000;

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

    /// <summary>A message names a placement epoch that this node has not read. Called under a shard's lock; must return at once.</summary>
    internal Action<ulong>? OnNewerEpoch { get; set; }

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

    public ActorRef ResolveInbound(ActorPath path, RouteStamp stamp) =>
        Find(path) is { } target
            ? target.Kind.RefTo(target, stamp with { Hops = stamp.Hops == uint.MaxValue ? stamp.Hops : stamp.Hops + 1 }) // if it is not for this node, the next hop is a forward
            : new DeadRef<object>(System, new ActorAddress(null, path), DeadLetterReason.NoSuchActor);

    public void Reroute(ActorPath path, object message, ActorRef? sender, RouteStamp stamp)
    {
        if (Find(path) is { } target) Publish(Send(target, message, sender, stamp, RoomPatience.Unlimited, out _)); // it is bounded where it comes from
        else System.DeadLetters.Publish(message, path.ToString(), sender, DeadLetterReason.NoSuchActor);
    }

    /// <summary>Membership has changed: what waits may have an owner, what runs may have lost its right to.</summary>
    internal void OnMembershipChanged()
    {
        foreach (var shard in _shards)
        {
            List<Cell>? lost = null;
            List<Refusal>? refused = null;
            lock (shard)
            {
                if (shard.Gate is { } gate && Membership.State != MemberState.Dead && LostTo(shard, gate))
                {
                    gate.Revoke();
                    shard.Gate = null;
                    lost = [.. shard.Active];
                }

                if (shard.Waiting.Count > 0) refused = SendWaiting(shard);
            }

            refused?.ForEach(Publish);
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
        Publish(Send(target, message, sender, default, RoomPatience.Unlimited, out _)); // it had its place in the mailbox of this life
        return true;
    }

    /// <summary>A cell found its gate closed because the lease is over; the sweep tells it when it has come back.</summary>
    internal void ThawLater(Cell cell, VirtualGate gate)
    {
        _frozen[cell] = gate;
        if (gate.IsOpen) Thaw(cell);
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

    private bool LostTo(ShardState shard, VirtualGate gate)
    {
        var snapshot = Membership.Snapshot;
        if (shard.Number >= snapshot.ShardCount) return false;
        var (owner, token) = snapshot.OwnerOf(shard.Number);
        return token > gate.Token || (owner is not null && owner.Endpoint != Remote.Self.Endpoint);
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
