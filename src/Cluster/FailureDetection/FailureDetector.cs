namespace Actors.Cluster;

/// <summary>
/// Whom this node suspects, and whose lease is over by its counter. It distrusts itself first: silence counts only as far
/// back as this node has itself been running without a break, so a busy or paused node suspects nobody for it.
/// Used by one loop.
/// </summary>
internal sealed class FailureDetector(MembershipOptions options, IPeerLiveness? liveness, TimeProvider time)
{
    private readonly Dictionary<MemberId, (ulong Confirms, long Since, long FirstSeen)> _peers = [];
    private long _attentiveSince = time.GetTimestamp();
    private long _lastTick = time.GetTimestamp();
    private StoreImage? _lastRead;
    private long _lastReadAt;

    /// <summary>Called at every step. A step that is late by more than its interval means that we were not there.</summary>
    internal void Tick()
    {
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(_lastTick, now) > 2 * options.StepInterval) _attentiveSince = now;
        _lastTick = now;
    }

    /// <summary>
    /// Remembers since when each peer's counter has stood still. After a time without reads (an outage of the store, in which
    /// nobody could confirm) the count begins anew: nobody dies of an outage.
    /// </summary>
    internal void Observe(StoreImage image)
    {
        long now = time.GetTimestamp();
        if (!ReferenceEquals(image, _lastRead))
        {
            if (time.GetElapsedTime(_lastReadAt, now) > options.ConfirmInterval + options.SuspectAfter)
                foreach (var (id, seen) in _peers.ToList()) _peers[id] = (seen.Confirms, now, seen.FirstSeen);
            (_lastRead, _lastReadAt) = (image, now);
        }

        foreach (var id in _peers.Keys.Where(id => !image.IsAlive(id)).ToList()) _peers.Remove(id);
        foreach (var row in image.Members.Values)
        {
            if (!row.IsAlive) continue;
            if (!_peers.TryGetValue(row.Id, out var seen)) _peers[row.Id] = (row.Confirms, now, now);
            else if (seen.Confirms != row.Confirms) _peers[row.Id] = (row.Confirms, now, seen.FirstSeen);
        }
    }

    /// <summary>How long the peer has been silent while we listened.</summary>
    internal TimeSpan Silence(MemberRow peer)
    {
        if (liveness is null) return TimeSpan.Zero;
        var silence = liveness.TimeSinceHeard(peer.Address) ?? (_peers.TryGetValue(peer.Id, out var seen) ? time.GetElapsedTime(seen.FirstSeen) : TimeSpan.Zero);
        var attentive = time.GetElapsedTime(_attentiveSince);
        return silence < attentive ? silence : attentive;
    }

    internal bool Suspects(MemberRow peer) => Silence(peer) >= options.SuspectAfter;

    /// <summary>
    /// True if the row has not been confirmed, as far as this node's own reads tell, for as long as any lease lasts:
    /// its owner cannot be serving.
    /// </summary>
    internal bool IsLeaseOver(MemberRow peer) =>
        _peers.TryGetValue(peer.Id, out var seen) && seen.Confirms == peer.Confirms
        && time.GetElapsedTime(seen.Since, _lastReadAt) >= options.TakeoverWait; // up to the last read: since then nobody has looked

    /// <summary>True if somebody should be looked at more closely than the watch on epochs allows.</summary>
    internal bool NeedsCounters(StoreImage image, MemberId self) =>
        image.Members.Values.Any(m => m.IsAlive && m.Id != self && (liveness is null || Suspects(m)));
}
