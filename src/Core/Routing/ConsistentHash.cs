namespace Actors;

/// <summary>A ring on which each routee has many points; a key belongs to the next point. The points depend on the routee's slot alone.</summary>
internal sealed class ConsistentHash<T> : Routes<T>
{
    private const int PointsOfEach = 128;

    private readonly Func<T, string> _key;
    private readonly ulong[] _points;
    private readonly int[] _owners;

    internal ConsistentHash(Func<T, string> key, Routee<T>[] routees)
        : base(routees)
    {
        _key = key;
        _points = new ulong[routees.Length * PointsOfEach];
        _owners = new int[_points.Length];
        for (int i = 0; i < _points.Length; i++)
        {
            int owner = i / PointsOfEach;
            _points[i] = Mix(Hash(routees[owner].Slot) + (0x9E3779B97F4A7C15UL * (ulong)(i % PointsOfEach)));
            _owners[i] = owner;
        }

        Array.Sort(_points, _owners);
    }

    internal override ActorRef<T> Choose(T message)
    {
        string key = _key(message) ?? throw new InvalidOperationException("the key function returned null; a message without a key has no place on the ring");
        int index = Array.BinarySearch(_points, Mix(Hash(key)));
        if (index < 0) index = ~index;
        return All[_owners[index == _points.Length ? 0 : index]].Ref;
    }

    /// <summary>FNV-1a: the same in every process, unlike string.GetHashCode.</summary>
    private static ulong Hash(string text)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in text) hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    /// <summary>Spreads what FNV leaves close together.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
