using System.Diagnostics.Metrics;

namespace Actors;

/// <summary>The systems of this process, for gauges. Holds them weakly: one that is never shut down may still be collected. Thread-safe.</summary>
internal sealed class LiveSystems
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference<ActorSystem>> _systems = [];
    private int _pruneAt = 16;

    internal void Add(ActorSystem system)
    {
        lock (_lock)
        {
            if (_systems.Count >= _pruneAt)
            {
                _systems.RemoveAll(static held => !held.TryGetTarget(out _));
                _pruneAt = Math.Max(16, _systems.Count * 2);
            }

            _systems.Add(new WeakReference<ActorSystem>(system));
        }
    }

    internal void Remove(ActorSystem system)
    {
        lock (_lock) _systems.RemoveAll(held => !held.TryGetTarget(out var target) || ReferenceEquals(target, system));
    }

    /// <summary>One value for each name; systems of the same name are added up.</summary>
    internal IEnumerable<Measurement<long>> CountActors()
    {
        var counts = new Dictionary<string, long>();
        lock (_lock)
        {
            foreach (var held in _systems)
            {
                if (held.TryGetTarget(out var system)) counts[system.Name] = counts.GetValueOrDefault(system.Name) + system.ActorsAlive;
            }
        }

        return counts.Select(static count => new Measurement<long>(count.Value, new KeyValuePair<string, object?>("actors.system", count.Key)));
    }
}
