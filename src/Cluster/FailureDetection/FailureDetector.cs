namespace Actors.Cluster;

/// <summary>
/// Whom this node suspects, and whose lease is over by its counter. It distrusts itself first: silence counts only as far
/// back as this node has itself been running without a break, so a busy or paused node suspects nobody for it.
/// Used by one loop.
/// </summary>
internal sealed class FailureDetector(MembershipOptions options, IPeerLiveness? liveness, TimeProvider time)
{
    private const int LagsOfPatience = 4;
    private readonly Dictionary<MemberId, Counter> _peers = [];
    private long _attentiveSince = time.GetTimestamp();
    private TimeSpan _lag;
    private StoreImage? _lastRead;
    private long _lastReadAt;

    /// <summary>After how much silence a peer is suspected: the setting, and more while this node itself is late.</summary>
    internal TimeSpan SuspectAfter => options.SuspectAfter + (LagsOfPatience * _lag);

    /// <summary>
    /// Called after every pause between two steps with how much longer it was than asked for. Later by a whole interval means
    /// that we were not there. Smaller lags stretch the patience with peers at once, and are forgotten by a tenth each step.
    /// </summary>
    internal void Tick(TimeSpan late)
    {
        if (late > options.StepInterval) _attentiveSince = time.GetTimestamp();
        var recent = late < options.SuspectAfter ? late : options.SuspectAfter;
        _lag = recent > _lag * 0.9 ? recent : _lag * 0.9;
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
                foreach (var (id, seen) in _peers.ToList()) _peers[id] = seen with { Since = now, StoodStill = true };
            (_lastRead, _lastReadAt) = (image, now);
        }

        foreach (var id in _peers.Keys.Where(id => !image.IsAlive(id)).ToList()) _peers.Remove(id);
        foreach (var row in image.Members.Values)
        {
            if (!row.IsAlive) continue;
            if (!_peers.TryGetValue(row.Id, out var seen)) _peers[row.Id] = new Counter(row.Confirms, now, now, false);
            else if (seen.Confirms != row.Confirms) _peers[row.Id] = seen with { Confirms = row.Confirms, Since = now, StoodStill = false };
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

    internal bool Suspects(MemberRow peer) => Silence(peer) >= SuspectAfter;

    /// <summary>
    /// True if the row has not been confirmed, as far as this node's own reads tell, for as long as any lease lasts:
    /// its owner cannot be serving.
    /// </summary>
    internal bool IsLeaseOver(MemberRow peer) =>
        _peers.TryGetValue(peer.Id, out var seen) && seen.Confirms == peer.Confirms
        && time.GetElapsedTime(seen.Since, _lastReadAt) >= options.TakeoverWait; // up to the last read: since then nobody has looked

    /// <summary>True if somebody should be looked at more closely than the watch on epochs allows.</summary>
    internal bool NeedsCounters(StoreImage image, MemberId self) =>
        image.Members.Values.Any(m => m.IsAlive && m.Id != self && (liveness is null || Suspects(m) || (_peers.TryGetValue(m.Id, out var seen) && seen.StoodStill)));

    /// <summary>
    /// A peer's counter of confirmations, and since when it has stood still. If it did so between two reads far apart (the
    /// ordinary full reads), it is <see cref="StoodStill"/>: the peer may be cut off from the store while its links are well.
    /// </summary>
    private readonly record struct Counter(ulong Confirms, long Since, long FirstSeen, bool StoodStill);
}
