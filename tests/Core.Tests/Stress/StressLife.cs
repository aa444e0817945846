namespace Actors.Core.Tests;

/// <summary>One life of an actor of the stress, from spawn to stop; it survives restarts. Used by the actor's own turns, but for what says otherwise.</summary>
internal sealed class StressLife(int id, int slot, int seed)
{
    private readonly Dictionary<int, long> _lastFrom = [];
    private readonly Dictionary<int, long> _lastTo = [];
    private readonly HashSet<StressLife> _watching = [];

    internal int Id => id;

    internal int Slot => slot;

    internal Random Random { get; } = new(unchecked((seed * 397) ^ id));

    internal ActorRef<StressHop> Ref { get; set; } = null!;

    /// <summary>Set by the director when it was told of the end. Any thread.</summary>
    internal volatile bool HasEnded;

    /// <summary>What comes is put aside.</summary>
    internal bool IsBusy { get; set; }

    internal long Handled { get; private set; }

    internal IEnumerable<StressLife> Watching => _watching;

    internal StressHop Next(StressLife to, int left)
    {
        long number = _lastTo[to.Id] = _lastTo.GetValueOrDefault(to.Id) + 1;
        return new StressHop(this, to, number, left);
    }

    /// <summary>Null, or what is wrong with a message that is handled now.</summary>
    internal string? Take(StressHop hop)
    {
        Handled++;
        if (hop.From is not { } from) return null;
        if (!ReferenceEquals(hop.To, this)) return $"life {id} got a message for life {hop.To?.Id}";
        long last = _lastFrom.GetValueOrDefault(from.Id);
        _lastFrom[from.Id] = hop.Number;
        return hop.Number > last ? null : $"life {id} got message {hop.Number} of life {from.Id} after {last}: doubled or reordered";
    }

    internal bool BeginWatch(StressLife other) => _watching.Add(other);

    internal bool EndWatch(StressLife other) => _watching.Remove(other);
}

/// <summary>A token on its way: from a life (null: from outside) to a life, numbered for each pair, with so many hops left.</summary>
internal readonly record struct StressHop(StressLife? From, StressLife? To, long Number, int Left);
