namespace Actors.Cluster;

/// <summary>
/// Which member should own which shard: an even split with the fewest moves. A pure function of the image, so that all
/// nodes agree without talking. Members that are joining, leaving or dead get nothing.
/// </summary>
internal static class ShardPlacement
{
    /// <summary>The owner that each shard should have; null for all if no member is active.</summary>
    internal static MemberId?[] Assign(StoreImage image)
    {
        var active = image.Members.Values.Where(static m => m.State == MemberState.Active).Select(static m => m.Id).OrderBy(static id => id.Node, StringComparer.Ordinal).ToList();
        return Assign(Array.ConvertAll(image.Shards, static s => s.Owner), active);
    }

    /// <summary>
    /// Everybody keeps what it has up to its quota (lowest shards first); the rest goes round those with room. The quotas
    /// differ by one at most, and the larger ones go to those who have most, so that nothing moves without need.
    /// </summary>
    internal static MemberId?[] Assign(MemberId?[] owners, IReadOnlyList<MemberId> active)
    {
        var target = new MemberId?[owners.Length];
        if (active.Count == 0) return target;
        var room = Quotas(owners, active);
        for (int i = 0; i < owners.Length; i++)
        {
            if (owners[i] is not { } owner || !room.TryGetValue(owner, out int left) || left == 0) continue;
            target[i] = owner;
            room[owner] = left - 1;
        }

        int next = 0;
        for (int i = 0; i < owners.Length; i++)
        {
            if (target[i] is not null) continue;
            while (room[active[next]] == 0) next = (next + 1) % active.Count;
            target[i] = active[next];
            room[active[next]]--;
            next = (next + 1) % active.Count;
        }

        return target;
    }

    private static Dictionary<MemberId, int> Quotas(MemberId?[] owners, IReadOnlyList<MemberId> active)
    {
        var has = active.ToDictionary(static id => id, static _ => 0);
        foreach (var owner in owners)
            if (owner is { } id && has.TryGetValue(id, out int count)) has[id] = count + 1;
        int quota = owners.Length / active.Count;
        int larger = owners.Length % active.Count;
        return active.OrderByDescending(id => has[id]).ThenBy(static id => id.Node, StringComparer.Ordinal)
            .Select((id, position) => (id, quota: position < larger ? quota + 1 : quota))
            .ToDictionary(static q => q.id, static q => q.quota);
    }
}
