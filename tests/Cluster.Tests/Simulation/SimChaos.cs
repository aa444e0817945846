namespace Actors.Cluster.Tests;

/// <summary>Seeded misfortune: pauses, cuts, outages, crashes, joins, leaves, slow and lost messages; then peace, and everything must be served again.</summary>
internal sealed class SimChaos(SimWorld world)
{
    private readonly Random _random = world.Random;
    private readonly List<(TimeSpan At, Action Do)> _later = [];
    private (ulong Epoch, StoreView Keys)? _backup;
    private int _names;

    internal static SimWorld World(int seed, bool keepLog = false, bool wipes = false, Func<MembershipOptions, MembershipOptions>? change = null, Func<IMembershipStore, IMembershipStore>? access = null)
    {
        var plain = new SimWorld(seed) { KeepLog = keepLog, IsDurable = !wipes };
        if (change is null && access is null) return plain;
        return new SimWorld(seed) { KeepLog = keepLog, IsDurable = !wipes, Options = change?.Invoke(plain.Options) ?? plain.Options, Access = access ?? plain.Access };
    }

    /// <summary>Some nodes, misfortune for the given time, and peace.</summary>
    internal void Run(TimeSpan time, bool wipes = false, bool restores = false)
    {
        int count = _random.Next(2, 6);
        for (int i = 0; i < count; i++) Start();
        world.Run(TimeSpan.FromSeconds(_random.Next(2, 25)));
        bool slow = _random.Next(2) == 0;
        foreach (var node in world.Nodes) Disturb(node, slow);
        var end = world.Time.Elapsed + time;
        while (world.Time.Elapsed < end && world.Violation is null)
        {
            if (restores && _random.Next(3) == 0) BackUpOrRestore(slow);
            else Strike(slow, wipes);
            RunAndHeal(TimeSpan.FromSeconds(1 + (_random.NextDouble() * 12)));
        }

        world.Note("peace");
        _later.Clear();
        world.HealAll();
    }

    private void RunAndHeal(TimeSpan time)
    {
        var end = world.Time.Elapsed + time;
        while (world.Time.Elapsed < end && world.Violation is null)
        {
            var next = _later.Count == 0 ? end : _later.Min(l => l.At);
            world.Run((next < end ? next : end) - world.Time.Elapsed);
            foreach (var due in _later.Where(l => l.At <= world.Time.Elapsed).ToList())
            {
                _later.Remove(due);
                due.Do();
            }
        }
    }

    private SimNode Start() => world.Start($"n{_names++}");

    private void Disturb(SimNode node, bool slow)
    {
        TimeSpan Delay() => TimeSpan.FromMilliseconds(slow && _random.Next(10) == 0 ? _random.Next(50, 4000) : _random.Next(1, 30));
        node.Faults.RequestDelay = Delay;
        node.Faults.ResponseDelay = Delay;
        node.Faults.LoseTxnAnswer = () => _random.Next(25) == 0;
    }

    private void Later(int maxSeconds, string what, Action action) =>
        _later.Add((world.Time.Elapsed + TimeSpan.FromSeconds(_random.NextDouble() * maxSeconds), () =>
        {
            world.Note(what);
            action();
        }));

    /// <summary>
    /// An older backup is restored under running nodes that know better. What is only known to nodes that are gone or asleep is
    /// lost: to those the past would look like news, which is why operators stop the nodes first.
    /// </summary>
    private void BackUpOrRestore(bool slow)
    {
        if (_backup is { } backup)
        {
            world.HealAll();
            world.Run(TimeSpan.FromSeconds(12));
            world.Note($"a backup of epoch {backup.Epoch} is restored");
            world.Store.Restore(backup.Keys);
            world.Run(TimeSpan.FromSeconds(_random.Next(1, 25)));
            _backup = null;
            foreach (var node in world.Nodes) Disturb(node, slow);
        }
        else if (world.IsFullyServed())
        {
            _backup = (world.Nodes.Max(n => n.Service.Snapshot.Epoch), world.Store.Read(""));
        }
    }

    private void Strike(bool slow, bool wipes)
    {
        var running = world.Nodes.Where(n => n.Runs && !n.IsLeaving).ToList();
        int kind = _random.Next(100);
        if (wipes && kind < 25)
        {
            world.Note("the store is wiped");
            world.Store.Wipe();
        }
        else if (running.Count == 0 || (kind < 55 && running.Count < 5 && _random.Next(3) == 0))
        {
            Disturb(Start(), slow);
        }
        else
        {
            Hit(running[_random.Next(running.Count)], running, kind, slow);
        }
    }

    private void Hit(SimNode node, List<SimNode> running, int kind, bool slow)
    {
        switch (kind)
        {
            case < 45:
                world.Note($"{node.Name} is cut off from the store");
                node.Faults.Reachable = false;
                Later(45, $"{node.Name} reaches the store again", () => node.Faults.Reachable = true);
                break;
            case < 52:
                world.Note("the store is out for all");
                foreach (var each in world.Nodes) each.Faults.Reachable = false;
                Later(40, "the store is back", () => world.Nodes.ForEach(n => n.Faults.Reachable = true));
                break;
            case < 72:
                world.Note($"{node.Name} is paused");
                node.IsPaused = true;
                Later(28, $"{node.Name} goes on", () => node.IsPaused = false);
                break;
            case < 80:
                var other = running[_random.Next(running.Count)];
                if (other == node) break;
                world.Note($"{node.Name} and {other.Name} do not hear each other");
                world.Cut(node, other);
                Later(20, $"{node.Name} and {other.Name} hear each other", () => world.Heal(node, other));
                break;
            case < 92:
                world.Note($"{node.Name} crashes");
                node.IsCrashed = true;
                if (_random.Next(2) == 0) Later(10, $"{node.Name} is started again", () => Disturb(world.Start(node.Name, node.Service.Self.Port), slow));
                break;
            default:
                world.Note($"{node.Name} leaves");
                node.Leave(TimeSpan.FromSeconds(_random.Next(1, 30)));
                break;
        }
    }
}
