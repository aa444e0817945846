using Actors.TestKit;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Tests;

/// <summary>
/// One node process of the simulation: the production membership service with a clock that runs a little wrong, its own way
/// to the store, and a queue of continuations that stands still while the process is paused.
/// </summary>
internal sealed class SimNode : SynchronizationContext, IShardHost, IPeerLiveness
{
    private readonly SimWorld _world;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly Dictionary<NodeAddress, long> _heard = [];
    private readonly HashSet<int> _busy = [];

    internal SimNode(SimWorld world, string name, int port, MembershipOptions options, int seed)
    {
        (_world, Name) = (world, name);
        var random = new Random(seed);
        Clock = new SimClock(world.Time, this, 1 + ((random.NextDouble() - 0.5) * options.ClockRateTolerance), random.Next(1000));
        options = options with { Node = name, Address = new NodeAddress("sim", name, port) };
        var store = new InMemoryMembershipStore(world.Store, world.Time, Faults) { IsDurable = world.IsDurable };
        Service = new MembershipService(options, world.Access(store), this, this, null, Clock, random, world.LoggerFor(name));
    }

    internal string Name { get; }

    internal SimClock Clock { get; }

    internal InMemoryStoreFaults Faults { get; } = new();

    internal MembershipService Service { get; }

    internal bool IsPaused { get; set; }

    internal bool IsCrashed { get; set; }

    /// <summary>Has left, or failed to join.</summary>
    internal bool IsOver { get; private set; }

    internal bool HasLeft { get; private set; }

    internal bool IsLeaving { get; private set; }

    internal Exception? Failure { get; private set; }

    internal bool Runs => !IsPaused && !IsCrashed && !IsOver;

    internal int Abandoned { get; private set; }

    internal int Released { get; private set; }

    internal bool FailRelease { get; set; }

    internal int FailedReleases { get; private set; }

    internal Func<int, bool> HangRelease { get; set; } = static _ => false;

    internal bool HasWork => _queue.Count > 0 && !IsPaused && !IsCrashed;

    public override void Post(SendOrPostCallback d, object? state)
    {
        // Something that left the simulation's thread would make it race: a bug of the code under test or of the simulation.
        if (Environment.CurrentManagedThreadId != _world.ThreadId) _world.Fail($"{Name} was continued on another thread: {Environment.StackTrace}");
        else if (!IsCrashed) _queue.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing in the simulation may block.");

    public override SynchronizationContext CreateCopy() => this;

    public async ValueTask ReleaseAsync(int shard, CancellationToken cancellationToken)
    {
        Released++;
        await Task.Delay(TimeSpan.FromMilliseconds(_world.Random.Next(200)), Clock, cancellationToken);
        if (FailRelease)
        {
            FailedReleases++;
            throw new InvalidOperationException("The host refuses.");
        }

        if (HangRelease(shard)) await Task.Delay(Timeout.InfiniteTimeSpan, Clock, CancellationToken.None);
        _busy.Remove(shard);
    }

    public void Abandon(NodeAddress formerSelf)
    {
        Abandoned++;
        _busy.Clear();
    }

    /// <summary>Something runs in a shard that is served, and does so until the host has released it.</summary>
    internal void Serve(int shard) => _busy.Add(shard);

    /// <summary>A turn that has begun goes on, but not beyond the lease (later it is the fencing token that protects).</summary>
    internal bool IsBusyWith(int shard) => Service.HasLease && _busy.Contains(shard);

    public TimeSpan? TimeSinceHeard(NodeAddress peer) => _heard.TryGetValue(peer, out long at) ? Clock.GetElapsedTime(at) : null;

    internal void Hear(NodeAddress peer) => _heard[peer] = Clock.GetTimestamp();

    internal void RunOne()
    {
        var (callback, state) = _queue.Dequeue();
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    internal void Do(Func<Task> action) => Post(static state => _ = ((SimNode Node, Func<Task> Action))state! is var (node, action) ? node.GuardAsync(action) : null, (this, action));

    internal void Start() => Do(() => Service.StartAsync());

    internal void Leave(TimeSpan deadline)
    {
        IsLeaving = true;
        Do(async () =>
        {
            HasLeft = await Service.LeaveAsync(deadline);
            IsOver = true;
        });
    }

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            Failure = e;
            IsOver = true;
            await Service.DisposeAsync();
        }
    }
}
