using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster;

/// <summary>
/// One node's membership of a cluster: its incarnation and lease, the latest snapshot, the shards it serves, cluster-wide names.
/// Start it once, leave or dispose it once. Thread-safe.
/// </summary>
public sealed class MembershipService : IAsyncDisposable
{
    private readonly MembershipContext _context;
    private readonly IShardHost _host;
    private readonly Confirmer _confirmer;
    private readonly JoinProcedure _join;
    private readonly Watcher _watcher;
    private readonly Steward _steward;
    private readonly HandOver _handOver;
    private readonly NameRegistry _names;
    private readonly CatalogKeeper? _catalog;
    private readonly CancellationTokenSource _stop = new();
    private Task _parts = Task.CompletedTask;
    private int _started;
    private volatile NodeAddress _self;

    /// <summary>Creates the service; nothing happens before <see cref="StartAsync"/>.</summary>
    /// <param name="options">See <see cref="MembershipOptions"/>.</param>
    /// <param name="store">The authority. The service does not dispose it.</param>
    /// <param name="host">Who runs what lives in shards.</param>
    /// <param name="liveness">What the links know about peers; null: only the store tells who is dead, which takes longer than a lease.</param>
    /// <param name="catalog">Where to show the node to operators; null: nowhere.</param>
    /// <param name="time">The clock that leases are measured on; null: <see cref="BootTimeProvider"/>.</param>
    /// <param name="random">The source of pauses and nonces; two nodes must not use equal seeds.</param>
    /// <param name="logger">Where to log.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MembershipService(
        MembershipOptions options,
        IMembershipStore store,
        IShardHost host,
        IPeerLiveness? liveness = null,
        IServiceCatalog? catalog = null,
        TimeProvider? time = null,
        Random? random = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(host);
        options.Validate();
        time ??= BootTimeProvider.Instance;
        var keys = new MembershipKeys(options.Cluster);
        var jitter = new Jitter(random ?? new Random(), options);
        var view = new MembershipView(options, time) { OnChanged = OnChanged };
        _context = new MembershipContext(options, keys, view, new StoreAccess(store, keys, options, view, jitter, time), jitter, time, logger ?? NullLogger.Instance);
        _self = options.Address with { Incarnation = 0 };
        _host = host;
        _confirmer = new Confirmer(_context);
        _join = new JoinProcedure(_context, _confirmer);
        _watcher = new Watcher(_context, _join, new UniverseRecovery(_context, liveness, host.Abandon), host.Abandon);
        _confirmer.OnDoubt = _watcher.Wake;
        _steward = new Steward(_context, new FailureDetector(options, liveness, time));
        _handOver = new HandOver(_context, host);
        _names = new NameRegistry(_context);
        _catalog = catalog is null ? null : new CatalogKeeper(_context, catalog);
    }

    /// <summary>
    /// Raised after each change of <see cref="Snapshot"/>, <see cref="Self"/> or of what is owned, on the thread that brought it, perhaps
    /// more than once for one change. Handlers must be quick and must not throw; read the properties for what is now.
    /// </summary>
    public event Action? Changed;

    /// <summary>The cluster as this node last read it. Never older than before, within one universe.</summary>
    public MembershipSnapshot Snapshot => _context.View.Image?.Snapshot ?? MembershipSnapshot.Empty;

    /// <summary>This node with its current incarnation; 0 before it has joined. After it was declared dead it gets another one.</summary>
    public NodeAddress Self => _self;

    /// <summary>This node's state. Dead between being declared so and joining again, and before the first join.</summary>
    public MemberState State => _context.View.Term?.State ?? MemberState.Dead;

    /// <summary>True while this node may serve shards and send on behalf of what runs in them.</summary>
    public bool HasLease => _context.View.Term is { Lease.IsValid: true };

    /// <summary>The lease of the current incarnation; null without one. Hold it no longer than one act: another incarnation has another.</summary>
    public Lease? Lease => _context.View.Term?.Lease;

    /// <summary>Which process's life this is: tells this one from all others that ever used the node's name.</summary>
    public string Instance => _context.Jitter.Instance;

    /// <summary>Where a shard is served, as far as this node knows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard, or the node has not joined.</exception>
    public ShardLocation OwnerOf(int shard)
    {
        var snapshot = Snapshot;
        var (owner, token) = snapshot.OwnerOf(shard);
        return new ShardLocation(snapshot.Phase == UniversePhase.Running ? owner : null, token, snapshot.Epoch);
    }

    /// <summary>
    /// True if this node serves the shard now: it owns it in the latest snapshot, is not handing it over, and its lease is
    /// valid. To be asked before every turn and every send; at no time is it true on two nodes.
    /// </summary>
    /// <param name="shard">The shard; one that does not exist is not owned.</param>
    /// <param name="token">The fencing token, to be passed on to whatever is written to; of value only if the result is true.</param>
    public bool Owns(int shard, out ulong token) => _context.View.Table.Owns(shard, out token);

    /// <summary>Joins and starts to take part. Returns when this node is active and has its first lease; shards come later.</summary>
    /// <exception cref="MembershipException">The name is taken, the settings differ, or the store could not be used within <see cref="MembershipOptions.JoinTimeout"/>; the message says which.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("The membership service was already started; make a new one.");
        using var timeout = new CancellationTokenSource(_context.Options.JoinTimeout, _context.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, _stop.Token);
        string reason = "no answer";
        try
        {
            for (int failures = 0; ; failures++)
            {
                try
                {
                    await _join.JoinAsync(any.Token);
                    break;
                }
                catch (MembershipStoreException e)
                {
                    reason = e.Message;
                    if (failures == 0) ClusterLog.JoinDelayed(_context.Logger, _context.Node, _context.Options.Cluster, reason, _context.Options.JoinTimeout);
                    await _context.PauseAsync(_context.Jitter.Backoff(failures), any.Token);
                }
            }
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            EndTerm();
            throw new MembershipException($"{_context.Node} could not join '{_context.Options.Cluster}' within {_context.Options.JoinTimeout} (MembershipOptions.JoinTimeout): {reason}", e);
        }
        catch
        {
            EndTerm();
            throw;
        }

        if (_context.View.Image is { Meta.Phase: UniversePhase.Forming }) ClusterLog.Forming(_context.Logger, _context.Access.Store.Description, _context.Options.TakeoverWait);

        _parts = Task.WhenAll(
            GuardAsync("confirm", _confirmer.RunAsync(_stop.Token)),
            GuardAsync("watch", _watcher.RunAsync(_stop.Token)),
            GuardAsync("step", _steward.RunAsync(_stop.Token)),
            GuardAsync("hand over", _handOver.RunAsync(_stop.Token)),
            _catalog is null ? Task.CompletedTask : GuardAsync("catalog", _catalog.RunAsync(_stop.Token)));
        if (_stop.IsCancellationRequested) EndTerm(); // it was stopped at this moment, and saw no term yet
    }

    /// <summary>
    /// Leaves in order: hands all shards over, gives its names back, removes its row and its catalog entry, and stops. What is not
    /// done by the deadline is left to the peers, who take it when the lease is over.
    /// </summary>
    /// <returns>True if everything was handed over.</returns>
    public async Task<bool> LeaveAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        bool complete = false;
        _watcher.IsLastTerm = true;
        using (var timeout = new CancellationTokenSource(deadline, _context.Time))
        using (var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, _stop.Token))
        {
            try
            {
                if (_context.View.Term is { } term) complete = await new LeaveProcedure(_context).LeaveAsync(term, any.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or MembershipException)
            {
                if (_context.View.Image is { } image && _context.View.Term is { } left) ClusterLog.LeaveIncomplete(_context.Logger, _context.Node, LeaveProcedure.OwnedShards(image, left));
            }
        }

        await StopAsync();
        if (complete) ClusterLog.Left(_context.Logger, _context.Node);
        if (_catalog is not null)
        {
            using var limit = new CancellationTokenSource(_context.Options.ConfirmTimeout, _context.Time);
            try
            {
                await _catalog.RemoveAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                ClusterLog.CatalogFailed(_context.Logger, _context.Node, e.Message);
            }
        }

        return complete;
    }

    /// <summary>
    /// Registers a cluster-wide name for this node's actor of that path. It is kept until released, or until this incarnation is dead.
    /// </summary>
    /// <exception cref="MembershipStoreException">The store does not answer; whether the name is registered is not known.</exception>
    /// <exception cref="MembershipException">This node is not a member now, or there are too many names.</exception>
    public Task<NameRegistration> RegisterNameAsync(ActorPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _names.RegisterAsync(path, cancellationToken);
    }

    /// <summary>Gives a name back if this node has it.</summary>
    /// <exception cref="MembershipStoreException">The store does not answer.</exception>
    /// <exception cref="MembershipException">This node is not a member now.</exception>
    public Task ReleaseNameAsync(ActorPath path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _names.ReleaseAsync(path, cancellationToken);
    }

    /// <summary>Who has a cluster-wide name, in the latest snapshot.</summary>
    public NodeAddress? FindName(ActorPath path) => Snapshot.FindName(path);

    /// <summary>Reads the store now, so that <see cref="Snapshot"/> is at least as new as this call.</summary>
    /// <exception cref="MembershipStoreException">The store does not answer.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken = default) => await _context.Access.ReadAsync(cancellationToken);

    /// <summary>The present snapshot and each later one; a slow reader misses what lies between, never the latest.</summary>
    public async IAsyncEnumerable<MembershipSnapshot> ReadChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        MembershipSnapshot? last = null;
        while (true)
        {
            long seen = _context.View.Changes.Version;
            var now = Snapshot;
            if (!ReferenceEquals(now, last)) yield return last = now;
            else await _context.View.Changes.WaitAsync(seen, _context.Options.FullReadInterval, _context.Time, cancellationToken);
        }
    }

    /// <summary>Stops at once without telling anybody: the peers take over when the lease is over.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopAsync()
    {
        _stop.Cancel();
        EndTerm();
        await _parts;
        EndTerm(); // one that was about to join again
    }

    private void EndTerm()
    {
        if (_context.View.Term is { } term) _context.View.EndTerm(term);
    }

    /// <summary>A part that fails has met something nobody foresaw: without it this node must not serve.</summary>
    private async Task GuardAsync(string part, Task running)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            ClusterLog.PartFailed(_context.Logger, part, _context.Node, e);
            _stop.Cancel();
            if (_context.View.Term is { } term && _context.View.EndTerm(term)) _host.Abandon(term.Current.Row.Address);
        }
    }

    private void OnChanged()
    {
        if (_context.View.Term is { } term) _self = term.Current.Row.Address;
        Changed?.Invoke();
    }
}
