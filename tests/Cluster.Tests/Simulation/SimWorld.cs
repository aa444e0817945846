using Actors.TestKit;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster.Tests;

/// <summary>
/// A whole cluster on one thread under virtual time: nodes, the store, the links. After every single step of any node it is
/// checked that no shard is served by two nodes and that tokens never go back.
/// </summary>
internal sealed class SimWorld(int seed, int shards = 8)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(500);
    private readonly HashSet<(string, string)> _cut = [];
    private readonly (string Owner, ulong Token)[] _served = new (string, ulong)[shards];
    private readonly List<string> _log = [];
    private TimeSpan _nextPing;

    internal VirtualTime Time { get; } = new();

    internal Random Random { get; } = new(seed);

    internal InMemoryStoreState Store { get; } = new();

    internal List<SimNode> Nodes { get; } = [];

    internal bool IsDurable { get; init; } = true;

    internal bool KeepLog { get; init; }

    /// <summary>What nodes put between themselves and the store.</summary>
    internal Func<IMembershipStore, IMembershipStore> Access { get; init; } = static store => store;

    internal MembershipOptions Options { get; init; } = new() { Cluster = "sim", Address = new NodeAddress("sim", "none", 1), ShardCount = shards };

    /// <summary>What must never happen, if it did.</summary>
    internal string? Violation { get; private set; }

    /// <summary>The one thread that everything runs on.</summary>
    internal int ThreadId { get; } = Environment.CurrentManagedThreadId;

    internal void Fail(string text) => Violation ??= text;

    internal string Log => string.Join('\n', _log);

    /// <summary>What each node believes.</summary>
    internal string State => string.Join('\n', Nodes.Where(n => n.Runs).Select(n =>
        $"{n.Service.Self} {n.Service.State} lease={n.Service.Lease?.Remaining} {n.Service.Snapshot.Phase} epoch={n.Service.Snapshot.Epoch} leaving={n.IsLeaving} failed={n.Failure?.Message} "
        + string.Join(' ', Enumerable.Range(0, n.Service.Snapshot.ShardCount).Select(s => $"{n.Service.Snapshot.OwnerOf(s).Owner?.Host}#{n.Service.Snapshot.OwnerOf(s).Owner?.Incarnation}/{n.Service.Snapshot.OwnerOf(s).Token}{(n.Service.Owns(s, out _) ? "*" : "")}"))
        + " members " + string.Join(' ', n.Service.Snapshot.Members.Select(m => $"{m.Address.Host}#{m.Address.Incarnation}={m.State}"))));

    internal ILogger LoggerFor(string node) => new SimLogger(node, Time, KeepLog ? _log : null, OnLogged);

    /// <summary>Messages of level critical are a failed part of the service: a bug.</summary>
    private void OnLogged(LogLevel level, string text)
    {
        if (level == LogLevel.Critical) Violation ??= text;
    }

    internal SimNode Start(string name, int? port = null)
    {
        var node = new SimNode(this, name, port ?? (5000 + Nodes.Count), Options, Random.Next());
        Nodes.Add(node);
        Note($"{name} starts");
        node.Start();
        return node;
    }

    internal void Note(string text)
    {
        if (KeepLog) _log.Add($"{Time.Elapsed.TotalSeconds,8:F3} ---- {text}");
    }

    internal void Cut(SimNode a, SimNode b) => _cut.Add(Pair(a, b));

    internal void Heal(SimNode a, SimNode b) => _cut.Remove(Pair(a, b));

    internal void HealAll()
    {
        _cut.Clear();
        foreach (var node in Nodes)
        {
            (node.Faults.Reachable, node.Faults.RequestDelay, node.Faults.ResponseDelay, node.Faults.LoseTxnAnswer) = (true, null, null, null);
            node.IsPaused = false;
        }
    }

    /// <summary>Runs until the time is over or something forbidden has happened.</summary>
    internal void Run(TimeSpan time)
    {
        var end = Time.Elapsed + time;
        // Without a context of the test runner's, what belongs to no node goes on inside the timer that wakes it.
        SynchronizationContext.SetSynchronizationContext(null);
        while (Violation is null)
        {
            Drain();
            if (Time.Elapsed >= _nextPing) Ping();
            var due = Time.NextDue ?? PingInterval;
            var step = TimeSpan.FromTicks(Math.Min(Math.Min(due.Ticks, (_nextPing - Time.Elapsed).Ticks), (end - Time.Elapsed).Ticks));
            if (Time.Elapsed >= end) return;
            Time.AdvanceBy(step > TimeSpan.Zero ? step : TimeSpan.Zero);
        }
    }

    /// <summary>Runs until the condition holds; false if it does not within the limit.</summary>
    internal bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Time.Elapsed + limit;
        while (!condition() && Time.Elapsed < end && Violation is null) Run(TimeSpan.FromMilliseconds(100));
        return condition();
    }

    /// <summary>Every shard is served by exactly one of the running nodes.</summary>
    internal bool IsFullyServed() => Enumerable.Range(0, shards).All(s => Nodes.Count(n => n.Runs && n.Service.Owns(s, out _)) == 1);

    internal SimNode? ServerOf(int shard) => Nodes.FirstOrDefault(n => n.Runs && n.Service.Owns(shard, out _));

    private void Drain()
    {
        Check();
        while (Violation is null)
        {
            var ready = Nodes.Where(n => n.HasWork).ToList();
            if (ready.Count == 0) return;
            ready[Random.Next(ready.Count)].RunOne();
            Check();
        }
    }

    private void Ping()
    {
        _nextPing = Time.Elapsed + PingInterval;
        foreach (var from in Nodes)
            foreach (var to in Nodes)
                if (from != to && from.Runs && to.Runs && !_cut.Contains(Pair(from, to)) && from.Service.Self.Incarnation != 0) to.Hear(from.Service.Self);
    }

    private void Check()
    {
        for (int shard = 0; shard < shards; shard++)
        {
            SimNode? server = null;
            foreach (var node in Nodes)
            {
                if (!node.Runs || !node.Service.Owns(shard, out ulong token)) continue;
                if (server is not null) Violation ??= $"{Time.Elapsed}: shard {shard} is served by {server.Service.Self} and {node.Service.Self}";
                server = node;
                CheckToken(shard, node, token);
            }

            if (server is null) continue;
            server.Serve(shard);
            foreach (var node in Nodes)
                if (node != server && node.Runs && node.IsBusyWith(shard)) Violation ??= $"{Time.Elapsed}: shard {shard} is served by {server.Service.Self} while a turn of it still runs at {node.Service.Self}";
        }
    }

    private void CheckToken(int shard, SimNode node, ulong token)
    {
        string owner = $"{node.Service.Self}/{node.Service.Instance}";
        var (lastOwner, lastToken) = _served[shard];
        if (token < lastToken) Violation ??= $"{Time.Elapsed}: shard {shard} is served by {owner} with token {token} after {lastOwner} with {lastToken}";
        if (token == lastToken && lastOwner is not null && owner != lastOwner) Violation ??= $"{Time.Elapsed}: shard {shard} has token {token} at {lastOwner} and {owner}";
        _served[shard] = (owner, token);
    }

    private static (string, string) Pair(SimNode a, SimNode b) => string.CompareOrdinal(a.Name, b.Name) < 0 ? (a.Name, b.Name) : (b.Name, a.Name);

    private sealed class SimLogger(string node, VirtualTime time, List<string>? log, Action<LogLevel, string> logged) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log is null && logLevel != LogLevel.Critical) return;
            string text = $"{time.Elapsed.TotalSeconds,8:F3} {node} {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}";
            log?.Add(text);
            logged(logLevel, text);
        }
    }
}
