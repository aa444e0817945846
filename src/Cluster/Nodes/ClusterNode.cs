using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>
/// Makes an <see cref="ActorSystem"/> a member of a cluster: <c>Tell</c> reaches an actor wherever it lives, by pinned
/// address, by cluster-wide name, or as a virtual actor. Thread-safe. Ends with the system, after leaving in order.
/// </summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private static readonly TimeSpan LongestPingInterval = TimeSpan.FromMilliseconds(500); // four within the default of MembershipOptions.SuspectAfter

    private readonly ClusterOptions _options;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly HashSet<ActorPath> _names = [];
    private readonly CancellationTokenSource _stopping = new();
    private MemberLinks? _links;
    private SnapshotRefresh? _refresh;
    private Task<bool>? _leaving;
    private MembershipService _membership = null!;

    private ClusterNode(ActorSystem system, ClusterOptions options)
    {
        System = system;
        _options = options;
        _log = new SteadyLogger(system.LoggerFactory.CreateLogger("Actors.Cluster"));
    }

    /// <summary>The system that is a member.</summary>
    public ActorSystem System { get; }

    /// <summary>The links to the peers.</summary>
    public RemoteNode Remote { get; private set; } = null!;

    /// <summary>This node, with its present incarnation.</summary>
    public NodeAddress Self => Remote.Self;

    /// <summary>Membership: snapshot, lease, changes.</summary>
    public MembershipService Membership => _membership;

    /// <summary>True while this node is an active member with a lease, and every shard has an owner.</summary>
    public bool IsReady
    {
        get
        {
            var snapshot = _membership.Snapshot;
            if (_membership.State != MemberState.Active || !_membership.HasLease || snapshot.Phase != UniversePhase.Running) return false;
            for (int i = 0; i < snapshot.ShardCount; i++)
            {
                if (snapshot.OwnerOf(i).Owner is null) return false;
            }

            return true;
        }
    }

    /// <summary>Virtual actors that are active on this node.</summary>
    public int ActiveVirtualActors => Actors.ActiveCount;

    internal VirtualActors Actors { get; private set; } = null!;

    /// <summary>Joins. Returns when this node is an active member; shards come within seconds after.</summary>
    /// <exception cref="ArgumentException">A setting is wrong; the message names it.</exception>
    /// <exception cref="LinkException">The address cannot be listened on.</exception>
    /// <exception cref="MembershipException">The cluster could not be joined; the message says why.</exception>
    /// <exception cref="InvalidOperationException">The system has a node or a client already, or shuts down.</exception>
    public static Task<ClusterNode> StartAsync(ActorSystem system, ClusterOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(system, options, null, null, cancellationToken);

    /// <summary>As the public one, over another transport and clock of the lease.</summary>
    internal static async Task<ClusterNode> StartAsync(ActorSystem system, ClusterOptions options, ILinkTransport? transport, TimeProvider? leaseTime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var node = new ClusterNode(system, options);
        try
        {
            await node.JoinAsync(transport, leaseTime ?? (ReferenceEquals(system.Time, TimeProvider.System) ? null : system.Time), cancellationToken).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A virtual actor: <c>/cluster/kind/key</c>.</summary>
    /// <param name="kind">One of <see cref="ClusterOptions.Kinds"/>.</param>
    /// <param name="key">Any text that is not empty; escaped in the path.</param>
    /// <exception cref="ArgumentException">The kind is not defined, takes other messages, or the key is empty or too long.</exception>
    public ActorRef<T> Get<T>(string kind, string key)
    {
        var path = PathOf(kind, key);
        var target = Actors.Find(path) ?? throw new ArgumentException($"the kind '{kind}' is not defined (ClusterOptions.{nameof(ClusterOptions.Kinds)})", nameof(kind));
        return target.Kind.RefTo(target, default) as ActorRef<T>
            ?? throw new ArgumentException($"virtual actors of the kind '{kind}' take {target.Kind.MessageType}, not {typeof(T)}", nameof(kind));
    }

    /// <summary>Who serves a virtual actor at present, as far as this node knows; null while nobody does.</summary>
    public NodeAddress? OwnerOf(string kind, string key)
    {
        var target = Actors.Find(PathOf(kind, key));
        return target is null || _membership.Snapshot.ShardCount == 0 ? null : _membership.OwnerOf(target.Shard).Owner;
    }

    /// <summary>Makes this node's actor at <paramref name="path"/> the one that the whole cluster finds under that path.</summary>
    /// <returns>Whether this node has the name now, and who has it.</returns>
    /// <exception cref="MembershipStoreException">The store does not answer; whether the name is registered is not known.</exception>
    /// <exception cref="MembershipException">This node is not a member now, or there are too many names.</exception>
    public async Task<NameRegistration> RegisterNameAsync(ActorPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var registration = await _membership.RegisterNameAsync(path, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (registration.Registered) _names.Add(path);
        }

        return registration;
    }

    /// <summary>Gives a name back.</summary>
    /// <exception cref="MembershipStoreException">The store does not answer.</exception>
    /// <exception cref="MembershipException">This node is not a member now.</exception>
    public Task ReleaseNameAsync(ActorPath path, CancellationToken cancellationToken = default)
    {
        lock (_lock) _names.Remove(path);
        return _membership.ReleaseNameAsync(path, cancellationToken);
    }

    /// <summary>Hands everything over and leaves. The system goes on without the cluster; refs to virtual actors still reach the other nodes.</summary>
    /// <returns>True if everything was handed over by the deadline.</returns>
    public async Task<bool> LeaveAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Task<bool> leaving;
        lock (_lock)
        {
            if (_membership is null) return true;
            leaving = _leaving ??= LeaveOnceAsync(deadline, cancellationToken);
        }

        return await leaving.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops at once without leaving: peers take over when the lease is over. To leave in order, shut the system down.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _refresh?.Dispose();
        _links?.Dispose();
        Actors?.Dispose();
        if (_membership is not null) await _membership.DisposeAsync().ConfigureAwait(false);
        if (Remote is not null) await Remote.DisposeAsync().ConfigureAwait(false);
    }

    internal NodeAddress? FindName(ActorPath path) => _membership.FindName(path);

    private static ActorPath PathOf(string kind, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        return ActorPath.Root.Child("cluster").Child(kind).Child(ActorPath.EscapeSegment(key));
    }

    private async Task JoinAsync(ILinkTransport? transport, TimeProvider? leaseTime, CancellationToken cancellationToken)
    {
        var liveness = new LinkLiveness();
        Remote = await RemoteNode.StartAsync(
            System,
            _options.Remote with { PingInterval = TimeSpan.FromTicks(Math.Min(_options.Remote.PingInterval.Ticks, LongestPingInterval.Ticks)) },
            transport,
            async (remote, place) =>
            {
                var options = new MembershipOptions { Cluster = _options.Remote.Cluster, Address = place };
                options = _options.Membership?.Invoke(options) ?? options;
                Actors = new VirtualActors(System, _options, options.ShardCount, _log) { Remote = remote };
                liveness.Remote = remote;
                remote.VirtualPaths = Actors;
                _membership = new MembershipService(options, _options.Store, Actors, liveness, _options.Catalog, leaseTime, new Random(System.NextRandom(int.MaxValue)), _log);
                await _membership.StartAsync(cancellationToken).ConfigureAwait(false);
                return _membership.Self.Incarnation;
            },
            cancellationToken).ConfigureAwait(false);
        Actors.Membership = _membership;
        _links = new MemberLinks(Remote, _log);
        _refresh = new SnapshotRefresh(_membership, Remote, _log);
        Remote.EpochSeen = (_, epoch) => _refresh.OnEpochSeen(epoch);
        Actors.OnNewerEpoch = _refresh.OnEpochSeen;
        System.AddResolver(new ClusterResolver(this));
        System.AddShutdownStep(ShutdownPhase.Leave, limit => LeaveAsync(_options.LeaveTimeout, limit));
        System.AddShutdownStep(ShutdownPhase.Disconnect, _ => StopAsync());
        _membership.Changed += OnMembershipChanged;
        OnMembershipChanged();
    }

    private async Task<bool> LeaveOnceAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not under the caller's lock
        long began = System.Time.GetTimestamp();
        bool complete = await _membership.LeaveAsync(deadline, cancellationToken).ConfigureAwait(false);
        var left = deadline - System.Time.GetElapsedTime(began);
        if (!complete || left <= TimeSpan.Zero) return complete;
        try
        {
            await _links!.WhenDrainedAsync(left < MemberLinks.LongestForwarding ? left : MemberLinks.LongestForwarding, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // everything was handed over; what is still on its way here is forwarded for as long as the links last
        }

        return true;
    }

    private async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _membership.Changed -= OnMembershipChanged;
        _refresh!.Dispose();
        Actors.Dispose();
        await _membership.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Brings links and virtual actors up to the latest snapshot. Called on whichever thread brought it.</summary>
    private void OnMembershipChanged()
    {
        Remote.LinkEvents.Hold();
        try
        {
            ApplyLatest();
            Actors.OnMembershipChanged();
        }
        finally
        {
            Remote.LinkEvents.Release(); // here no lock is held
        }
    }

    private void ApplyLatest()
    {
        lock (_lock)
        {
            var self = _membership.Self;
            if (self.Incarnation != 0 && self.Incarnation != Remote.Self.Incarnation && _membership.State is MemberState.Joining or MemberState.Active)
            {
                Remote.ChangeIncarnation(self.Incarnation);
                VirtualLog.AnotherLife(_log, self);
                _ = RegisterNamesAgainAsync();
            }

            _links!.Apply(_membership.Snapshot);
        }
    }

    /// <summary>The names of the life before went with it.</summary>
    private async Task RegisterNamesAgainAsync()
    {
        ActorPath[] names;
        lock (_lock) names = [.. _names];
        foreach (var path in names)
        {
            try
            {
                var registration = await _membership.RegisterNameAsync(path, _stopping.Token).ConfigureAwait(false);
                if (!registration.Registered) VirtualLog.NameLost(_log, path.ToString(), $"{registration.Owner} has it now");
            }
            catch (Exception error) when (error is MembershipStoreException or MembershipException or OperationCanceledException)
            {
                VirtualLog.NameLost(_log, path.ToString(), error.Message);
            }
        }
    }
}
