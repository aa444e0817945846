using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <content>
/// Lives of the peer, and of this node, that end. What hangs on a life is taken out under the lock under which sessions are
/// agreed on: once, before the next life is met, and nothing of what that one has begun. Who must hear of it is told after.
/// </content>
internal sealed partial class Peer
{
    private const string LifeIsOver = "that life of the node is over";

    private ulong _laneOwn; // under the lock: the life of this node that the control lane counts for

    /// <summary>Membership, a silence too long, or the peer itself says that this life of it (and any before) is over.</summary>
    internal void DeclareDead(ulong incarnation, string reason, bool inOrder = false)
    {
        Session? session;
        LifeEnd ended;
        lock (_lock)
        {
            if (incarnation <= _deadUpTo) return;
            session = _session is { } current && current.Incarnation <= incarnation ? current : null;
            ended = EndLife(incarnation);
        }

        OnDead(incarnation, reason, session, ended, inOrder);
    }

    /// <summary>Nothing can be delivered: what waits goes to the dead letters, watchers are told, the life last met is over.</summary>
    /// <param name="reason">For the log and those who are told.</param>
    /// <param name="unlessMet">Do nothing if there is a session by now, or one is being agreed on.</param>
    /// <param name="isNews">Whether the log is to say so even if no life ends with it.</param>
    /// <param name="andLater">Also what is for a life that others have met, and this node has not.</param>
    internal void GiveUp(string reason, bool unlessMet = false, bool isNews = true, bool andLater = true)
    {
        ulong incarnation;
        bool isEnd;
        Session? session;
        LifeEnd ended;
        lock (_lock)
        {
            if (unlessMet && (_session is not null || _accepted is not null)) return;
            incarnation = _incarnation;
            isEnd = incarnation > _deadUpTo;
            session = _session;
            ended = EndLife(incarnation, everything: reason, andLater);
            Outbound.DiscardWaiting(); // not what is told once somebody has heard of it
        }

        if (isEnd || isNews) RemoteLog.GivenUp(Node.Log, Endpoint, reason);
        if (isEnd) OnDead(incarnation, reason, session, ended);
        else ended.Tell();
        Control.Wake();
    }

    /// <summary>This node begins another life: to peers it is a new node, which has no watches yet.</summary>
    internal void OnOwnIncarnationChanged()
    {
        Session? accepted, session;
        PendingSpawn[] spawns;
        lock (_lock)
        {
            accepted = _accepted is { } one && one.Own != Node.Self ? one : null;
            session = _session is { } other && other.Own != Node.Self ? other : null;
            _ = _dialling?.CancelAsync();
            spawns = BeginOwnLife(Node.Self.Incarnation);
        }

        const string why = "this node has a new incarnation";
        accepted?.Close(why);
        session?.Close(why);
        PendingSpawns.Fail(spawns, "this node has begun another life");
    }

    /// <summary>Under the lock: a session of that life is agreed on. What is over with it, if it is not the last one's.</summary>
    private LifeEnd? BeginLife(Session session)
    {
        LifeEnd? ended = null;
        if (_incarnation < session.Incarnation && !IsClient)
        {
            ulong before = session.Incarnation - 1; // lives that have been named and never met are over too
            if (_incarnation > _deadUpTo) ended = EndLife(before);
            else if (before > _deadUpTo) ended = EndUnmet(before);
        }

        var spawns = BeginOwnLife(session.Own.Incarnation);
        if (spawns.Length > 0) ended = new LifeEnd(ended?.Watchers ?? [], spawns, "this node has begun another life", ended?.Asks ?? []);
        _incarnation = session.Incarnation;
        Control.Meet(session.Incarnation);
        session.Lane = Control.Count;
        return ended;
    }

    /// <summary>Under the lock; does nothing if it has been done. A peer's session may come before <see cref="OnOwnIncarnationChanged"/>.</summary>
    private PendingSpawn[] BeginOwnLife(ulong own)
    {
        bool isFirst = _laneOwn == 0;
        if (_laneOwn == own) return [];
        _laneOwn = own;
        if (isFirst) return [];
        var spawns = Spawns.Take(upTo: ulong.MaxValue);
        BeginLane(ulong.MaxValue);
        return spawns;
    }

    /// <summary>
    /// Under the lock. Everything that hung on one life of the peer ends with it, and on those before; <paramref name="everything"/>
    /// says why what is for any life ends too. If a later one has been met, that was seen to then.
    /// </summary>
    private LifeEnd EndLife(ulong incarnation, string? everything = null, bool andLater = true)
    {
        _deadUpTo = Math.Max(_deadUpTo, incarnation);
        if (_incarnation > incarnation) return LifeEnd.Nothing;
        if (_session is { } session && session.Incarnation <= incarnation) Detach(session); // who closes it may be another, and not done yet
        ulong upTo = everything is null || !andLater ? incarnation : ulong.MaxValue;
        var watchers = Watches.Take(upTo);
        var spawns = Spawns.Take(upTo);
        BeginLane(upTo);
        return new LifeEnd(watchers, spawns, everything ?? LifeIsOver, AsksOf(incarnation));
    }

    /// <summary>Under the lock. The same for lives that had only been named; what is for whichever life is met stays.</summary>
    private LifeEnd EndUnmet(ulong upTo)
    {
        _deadUpTo = upTo;
        var watchers = Watches.Take(upTo, from: 1);
        var spawns = Spawns.Take(upTo, from: 1);
        return new LifeEnd(watchers, spawns, LifeIsOver, AsksOf(0));
    }

    /// <summary>Under the lock. Both sides count anew: what is for a life after <paramref name="upTo"/>, and was told before, is told again.</summary>
    private void BeginLane(ulong upTo)
    {
        Control.Reset(upTo);
        Watchers.Clear();
        Watches.Renew(upTo);
        Spawns.Renew();
    }

    /// <summary>Under the lock, as what attaches it: what is sent from here on does not go to that session.</summary>
    private void Detach(Session session)
    {
        Control.Detach(session);
        Outbound.Detach(session);
    }

    private void OnDead(ulong incarnation, string reason, Session? session, LifeEnd ended, bool inOrder = false)
    {
        var address = AddressOf(incarnation);
        RemoteLog.Dead(Node.Log, inOrder ? LogLevel.Information : LogLevel.Warning, Endpoint, address.Incarnation, reason);
        session?.Close($"declared dead: {reason}");
        ended.Tell();
        Publish(new PeerDied(address, reason));
        Outbound.Purge();
    }

    private List<IAskRef> AsksOf(ulong incarnation)
    {
        var asks = new List<IAskRef>();
        foreach (var ask in Node.System.Asks.Pending)
        {
            if (ask is IAskRef { Target: IRemoteRef remote } pending && ReferenceEquals(remote.Target.Peer, this) && IsDead(remote.Target.Incarnation == 0 ? incarnation : remote.Target.Incarnation))
                asks.Add(pending);
        }

        return asks;
    }
}
