namespace Actors.Remote;

/// <content>
/// Where this process is a client of the peer. Each session is then a new client to the peer, which has forgotten the one
/// before when it comes: control messages count anew, watches are sent again, and replies of before never come.
/// </content>
internal sealed partial class Peer
{
    /// <summary>The nodes that a client dials in turn; null for a peer that is one certain node.</summary>
    internal Gateway? Gateway { get; init; }

    /// <summary>Dials each address once.</summary>
    /// <exception cref="LinkException">None has let this client in.</exception>
    internal async Task ConnectFirstAsync(CancellationToken cancellationToken)
    {
        lock (_lock) _connecting = true;
        var problems = new List<string>();
        bool isMet = false;
        try
        {
            for (int i = 0; i < Gateway!.Count; i++)
            {
                string address = Gateway.TextOf(Gateway.Next);
                string problem = (await DialOnceAsync(cancellationToken).ConfigureAwait(false)).Problem;
                cancellationToken.ThrowIfCancellationRequested();
                isMet = Session is not null;
                if (isMet) return;
                Gateway.Advance();
                problems.Add($"{address}: {(problem.Length == 0 ? "it ended the session at once" : problem)}");
            }
        }
        finally
        {
            lock (_lock) _connecting = false;
            if (isMet && Session is null) EnsureConnected(); // it has ended already, while nobody else could connect
        }

        throw new LinkException($"no address of the cluster has let this client in: {string.Join("; ", problems)}");
    }

    /// <summary>Under the lock under which the next session is agreed on. What the peer knew of this client ended with the session.</summary>
    private ClientSessionEnd EndClientSession(Session session)
    {
        var spawns = Spawns.Take(upTo: ulong.MaxValue);
        bool hasLeft = session is { IsParting: true, PeerReason: not null } && session.Incarnation > _deadUpTo;
        if (hasLeft || (session.Lived < Node.Options.ReconnectMin && Watches.Count == 0)) Gateway?.Advance();
        LifeEnd? left = null;
        if (hasLeft) left = EndLife(session.Incarnation);
        else BeginLane(ulong.MaxValue);
        return new ClientSessionEnd(session.Incarnation, spawns, AsksUnderWay(), left);
    }

    /// <summary>Those that have been sent: what waits to be sent has no number yet.</summary>
    private List<IAskRef> AsksUnderWay()
    {
        var asks = new List<IAskRef>();
        foreach (var ask in Node.System.Asks.Pending)
        {
            if (ask is IAskRef { Target: IRemoteRef remote } pending && ReferenceEquals(remote.Target.Peer, this)) asks.Add(pending);
        }

        return asks;
    }

    /// <summary>
    /// Another address, but not after a moment's trouble: refs of this node would be dead, and who watches there would be
    /// told. What is watched is kept until the node is given up.
    /// </summary>
    private void OnDialFailed(TimeSpan tried)
    {
        if (tried >= Node.Options.PingTimeout && Watches.Count == 0) Gateway?.Advance();
    }

    /// <summary>Who is to be told, without the lock. Left: the peer's life is over too.</summary>
    private sealed record ClientSessionEnd(ulong Incarnation, PendingSpawn[] Spawns, List<IAskRef> Asks, LifeEnd? Left)
    {
        internal void Tell(Peer peer)
        {
            PendingSpawns.Fail(Spawns, "the connection was lost");
            foreach (var ask in Asks) ask.Fail(new DeadActorException(ask.Target!.ToString(), DeadLetterReason.LinkLost));
            if (Left is not null) peer.OnDead(Incarnation, "it has left", null, Left, inOrder: true);
        }
    }
}
