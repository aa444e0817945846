namespace Actors.Remote;

/// <content>
/// A peer that leaves in order. Its life is over once all it had sent has been read: its actors are gone, and it does not come back but as
/// another one. Until that one is met, what is for whoever lives there is tried once and does not wait.
/// </content>
internal sealed partial class Peer
{
    private ulong _leaving; // membership says so
    private ulong _parted;  // it has said so itself
    private volatile Task _farewell = Task.CompletedTask; // to a session that was agreed on when this node had begun to leave

    /// <summary>The life last met has said goodbye. Membership decides for itself how long its members are waited for.</summary>
    private bool HasParted
    {
        get
        {
            lock (_lock) return _parted != 0 && _parted >= _incarnation && Gateway is null && !KeepConnected;
        }
    }

    /// <summary>
    /// The peer has left in order: its life ends with its session. Without one it may be opening one yet, with what it has to forward; where
    /// none comes within <paramref name="patience"/>, its life is over then.
    /// </summary>
    internal void EndWithSession(ulong incarnation, TimeSpan patience)
    {
        KeepConnected = false;
        lock (_lock)
        {
            _leaving = Math.Max(_leaving, incarnation);
            if (_session?.Incarnation == incarnation) return;
        }

        _ = EndUnlessMetAsync(incarnation, patience);
    }

    /// <summary>The peer sends nothing more, and takes nothing. What it sent before on other streams is still read.</summary>
    internal void OnGoodbye(Session session)
    {
        lock (_lock)
        {
            if (!IsClient && !Node.DialsAsClient) _parted = Math.Max(_parted, session.Incarnation);
            Detach(session);
        }

        _ = EndInTimeAsync(session);
    }

    /// <summary>That life of the peer has said goodbye, or membership has.</summary>
    internal bool HasLeft(ulong incarnation)
    {
        lock (_lock) return incarnation <= Math.Max(_leaving, _parted);
    }

    /// <summary>Whoever was dialled is leaving, has shown that it knows the secret, and takes no session: as good as a goodbye.</summary>
    internal void OnLeft(NodeAddress node)
    {
        if (Node.IsNews($"left {node}", Endpoint)) RemoteLog.IsLeaving(Node.Log, node);
        ulong? life = node.Incarnation;
        if (Gateway is not null)
        {
            life = Gateway.LifeOf(node); // null: another one than was met last
        }
        else
        {
            lock (_lock) _parted = Math.Max(_parted, node.Incarnation);
        }

        if (life is { } over) DeclareDead(over, "it has left", inOrder: true);
    }

    /// <summary>This node leaves: says goodbye to whoever it has a session with, or is agreeing on one with. Ends with <paramref name="limit"/> at the latest.</summary>
    internal async Task LeaveAsync(CancellationToken limit)
    {
        Session? session, unbegun;
        Task dial;
        lock (_lock)
        {
            dial = _dialEnded?.Task ?? Task.CompletedTask;
            session = _session;
            unbegun = _accepted;
            _ = _dialling?.CancelAsync();
        }

        try
        {
            await Task.WhenAll(TurnAwayAsync(unbegun, limit), SayGoodbyeAsync(session, limit), dial.WaitAsync(limit)).ConfigureAwait(false);
            await _farewell.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the deadline has passed; the links close without it
        }
    }

    /// <summary>Its Welcome may be under way, or read already and not known here to be.</summary>
    private static async Task TurnAwayAsync(Session? session, CancellationToken limit)
    {
        if (session is null) return;
        await Task.WhenAny(session.Welcomed, session.Ended).WaitAsync(limit).ConfigureAwait(false);
        await session.TurnAwayAsync().WaitAsync(limit).ConfigureAwait(false);
    }

    private async Task SayGoodbyeAsync(Session? session, CancellationToken limit)
    {
        if (session is null) return;
        await Task.WhenAny(Outbound.FlushAsync(), session.Ended).WaitAsync(limit).ConfigureAwait(false);
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Control.Send(session, new Proto.Frame { Goodbye = new Proto.Goodbye { Detail = RemoteNode.ShutsDown } }, () => said.TrySetResult());
        await said.Task.WaitAsync(limit).ConfigureAwait(false);
        await session.PartAsync("this node shuts down").WaitAsync(limit).ConfigureAwait(false);
    }

    /// <summary>
    /// The session has ended, and with it the life of the peer if that is what it was waiting for: not with one that was only tried, or that
    /// another has replaced, unless the goodbye was said on it.
    /// </summary>
    private void EndParted(Session session, bool wasCurrent)
    {
        ulong life = session.Incarnation;
        bool isOver;
        lock (_lock) isOver = life != 0 && (life <= _parted || (wasCurrent && life <= _leaving && _session?.Incarnation != life));
        if (isOver) DeclareDead(session.Incarnation, "it has left", inOrder: true);
    }

    /// <summary>
    /// Nobody is there yet, or can be reached. The next try, for what is told from now on, is not at once. Who watches an actor of a
    /// life to come has it from somebody who has met that: it is waited for as any node is.
    /// </summary>
    private void GiveUpParted(DialFailure failure)
    {
        lock (_lock) PauseNext();
        bool isNews = !failure.IsLeaving && Node.IsNews($"given up {Endpoint} {Incarnation}", Endpoint);
        GiveUp($"it has said goodbye, and there is no other life of it: {failure.Problem}", unlessMet: true, isNews, andLater: false);
    }

    private async Task EndUnlessMetAsync(ulong incarnation, TimeSpan patience)
    {
        await Task.Delay(patience, Node.Time, Node.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Node.Stopping.IsCancellationRequested) return; // which ends all lives
        lock (_lock)
        {
            if (_session?.Incarnation == incarnation || _leaving < incarnation) return; // its end is the life's; or it has not left, see Keep
        }

        DeclareDead(incarnation, "it has left", inOrder: true);
    }

    /// <summary>Who says goodbye ends its streams; who does not must not keep this side from going on.</summary>
    private async Task EndInTimeAsync(Session session)
    {
        try
        {
            await session.Ended.WaitAsync(Node.Options.HandshakeTimeout, Node.Time, Node.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // this node stops, and closes it
        }
        catch (TimeoutException)
        {
            session.Close($"the peer said goodbye and did not end its streams within {Node.Options.HandshakeTimeout}");
        }
    }
}
