namespace Actors.Cluster;

/// <summary>
/// Adds this node's votes to an image, and declares dead who has enough of them. Safety does not depend on votes (a wrong
/// verdict costs a rejoin, never two owners: the takeover waits until the lease is over); they only keep one node with a
/// bad link from declaring the others dead.
/// </summary>
/// <remarks>
/// Of a suspect's peers, those count whom this voter does not itself suspect, itself included; a majority of them must have voted.
/// Two nodes: the one that still reaches the store decides alone. Three, one dead: both others must agree. Three, two dead:
/// the survivor decides alone. A voter that suspects more than half of the others may be the one that is cut off, so it waits
/// three times as long: the others vote first if they are alive.
/// </remarks>
internal sealed class DeathVotes(MembershipContext context, FailureDetector detector)
{
    private const int MinorityPatience = 3;

    /// <summary>Whether anything was added to <paramref name="change"/>.</summary>
    internal bool Vote(StoreImage image, Term term, StoreChange change)
    {
        if (image.Find(term.Id)?.State != MemberState.Active || !HasFreshContact(term)) return false;
        var others = image.Members.Values.Where(m => m.IsAlive && m.Id != term.Id).ToList();
        var suspects = others.Where(detector.Suspects).ToList();
        var patience = suspects.Count * 2 > others.Count ? MinorityPatience * detector.SuspectAfter : detector.SuspectAfter;
        var voters = others.Except(suspects).Where(m => m.State is MemberState.Active or MemberState.Leaving).Select(m => m.Id.ToString()).Append(term.Id.ToString()).ToHashSet();
        bool any = false;
        foreach (var peer in others)
            any |= detector.IsLeaseOver(peer) ? Declare(peer, change) : Judge(peer, suspects.Contains(peer) && detector.Silence(peer) >= patience, voters, term, change);
        return any;
    }

    /// <summary>A voter must itself be entitled to serve and have reached the store a moment ago: who is cut off does not judge.</summary>
    private bool HasFreshContact(Term term) =>
        term.Lease.IsValid && context.Time.GetElapsedTime(term.LastContact) <= (2 * context.Options.ConfirmInterval) + context.Options.StepInterval;

    private bool Judge(MemberRow peer, bool guilty, HashSet<string> voters, Term term, StoreChange change)
    {
        string self = term.Id.ToString();
        bool voted = peer.Votes.Contains(self);
        if (!guilty)
        {
            // Heard again: the vote is taken back.
            if (!voted || detector.Suspects(peer)) return false;
            change.SetVotes(peer with { Votes = [.. peer.Votes.Where(v => v != self)] });
            return true;
        }

        int votes = peer.Votes.Count(voters.Contains) + (voted ? 0 : 1);
        if (votes >= (voters.Count / 2) + 1) return Declare(peer, change);
        if (voted) return false;
        change.SetVotes(peer with { Votes = [.. peer.Votes.Where(voters.Contains), self] });
        return true;
    }

    private bool Declare(MemberRow peer, StoreChange change)
    {
        ClusterLog.DeclaresDead(context.Logger, context.Node, peer.Id);
        change.SetMember(peer with { State = MemberState.Dead });
        return true;
    }
}
