using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>Keeps the links in step with membership, and knows when all of them have nothing left for a node that has left. Thread-safe.</summary>
internal sealed class MemberLinks : IDisposable
{
    /// <summary>How long a node that has left may go on forwarding: a peer hears of the leave by its watch, or by a ping within half a second.</summary>
    internal static readonly TimeSpan LongestForwarding = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100); // members come and sessions end without a pulse too

    private readonly RemoteNode _remote;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<NodeAddress, Member> _missing = [];
    private readonly ChangeSignal _drained = new();
    private MembershipSnapshot _seen = MembershipSnapshot.Empty;
    private ulong _memberUntil;

    internal MemberLinks(RemoteNode remote, ILogger log)
    {
        _remote = remote;
        _log = log;
        remote.Drained = _drained.Raise;
    }

    internal void Apply(MembershipSnapshot snapshot)
    {
        lock (_lock)
        {
            if (ReferenceEquals(snapshot, _seen)) return;
            var difference = snapshot.DifferenceFrom(_seen);
            bool sameUniverse = snapshot.Universe == _seen.Universe;
            _seen = snapshot;
            if (snapshot.Members.Any(IsSelf)) _memberUntil = snapshot.Epoch;
            foreach (var member in difference.Appeared.Concat(difference.Changed))
            {
                VirtualLog.MemberChanged(_log, member.Node, member.Address, member.State);
                _missing.Remove(member.Address);
                _remote.KeepConnected(member.Address);
            }

            foreach (var member in difference.Gone)
            {
                if (IsSelf(member)) continue;
                // Whoever is not in a new universe yet may still be carried over into it; whoever is not by the time it runs is not a member.
                if (sameUniverse && snapshot.Phase == UniversePhase.Running) End(member, snapshot);
                else _missing[member.Address] = member;
            }

            if (snapshot.Phase == UniversePhase.Running)
            {
                foreach (var member in _missing.Values) DeclareDead(member);
                _missing.Clear();
            }

            _remote.Epoch = snapshot.Epoch;
        }
    }

    /// <summary>
    /// For a node that has left: completes when every member has said, behind its last message, that it knows, or after
    /// <paramref name="longest"/>. What had been sent here before must still be forwarded; who has no link is opening one, perhaps with much to send.
    /// </summary>
    internal async Task WhenDrainedAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        long began = _remote.Time.GetTimestamp();
        while (true)
        {
            long seen = _drained.Version;
            var left = longest - _remote.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !MaySendStill()) return;
            await _drained.WaitAsync(seen, left < LookInterval ? left : LookInterval, _remote.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _remote.Drained = null;

    private bool MaySendStill()
    {
        lock (_lock)
        {
            // Whoever is dead here has said goodbye, or would be refused.
            return _seen.Members.Any(member => member.IsAlive && !IsSelf(member) && _remote.TryGetPeer(member.Address) is { } peer && !peer.IsDead(member.Address.Incarnation)
                && (peer.Session is not { } session || (session.IsParting ? !session.ReadersDone.IsCompleted : session.DrainedTo <= _memberUntil)));
        }
    }

    private void End(Member member, MembershipSnapshot snapshot)
    {
        if (snapshot.Members.Any(other => other.Node == member.Node))
        {
            DeclareDead(member);
            return;
        }

        VirtualLog.MemberGone(_log, member.Node, member.Address, "it has left");
        if (_remote.TryGetPeer(member.Address) is not { } peer) return;
        peer.Outbound.Pulse(snapshot.Epoch, member.Address.Incarnation);
        peer.EndWithSession(member.Address.Incarnation, 2 * LongestForwarding);
    }

    private void DeclareDead(Member member)
    {
        VirtualLog.MemberGone(_log, member.Node, member.Address, "it is dead");
        _remote.DeclareDead(member.Address, "membership says so");
    }

    private bool IsSelf(Member member) => member.Address.Endpoint == _remote.Self.Endpoint;
}
