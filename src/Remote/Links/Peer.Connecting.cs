namespace Actors.Remote;

/// <content>Opening a session, and settling on one when both sides try.</content>
internal sealed partial class Peer
{
    private bool _connecting;
    private bool _pause;
    private long _pauseBegan;
    private int _offers;    // sessions that the peer has begun to open
    private bool _noOffer;  // that it was said to be opening one, and did not, since the last of them
    private TaskCompletionSource? _offered;
    private TaskCompletionSource? _dialEnded; // under the lock, while there is a dial

    /// <summary>Begins to connect unless that is being done or there is a session. Any thread.</summary>
    internal void EnsureConnected()
    {
        lock (_lock)
        {
            if (_closed is not null || Node.Stopping.IsCancellationRequested || Node.Leaves || IsClient || _connecting || _session is not null || _accepted is not null) return;
            _connecting = true;
        }

        _ = ConnectAsync();
    }

    /// <summary>
    /// A peer's control stream asks for a session. Decides by the one rule that both sides know: while both dial, the
    /// dial of the node with the smaller address holds; a session whose end the peer has seen is replaced; any other
    /// stands. Null: accepted, and <paramref name="session"/> waits for its data stream.
    /// </summary>
    internal (Proto.RejectReason Reason, string Detail)? TryAccept(Session session, ReadOnlySpan<byte> replaces)
    {
        Session? older = null;
        lock (_lock)
        {
            if (Node.Leaves) return (Proto.RejectReason.Leaving, RemoteNode.ShutsDown);
            if (_closed is not null) return (Proto.RejectReason.Limit, "this node has just given the peer's place to another (RemoteOptions.MaxPeers); try again");
            if (IsDead(session.Incarnation))
                return (Proto.RejectReason.Dead, $"incarnation {session.Incarnation} has been given up or declared dead here; start the node again under a new one");
            if (_session is { } current && current.Incarnation == session.Incarnation && !current.Id.AsSpan().SequenceEqual(replaces))
                return (Proto.RejectReason.Duplicate, "a session exists");
            if (_session is null && _dialling is not null && _accepted is null && string.CompareOrdinal(Node.Self.Endpoint, Endpoint) < 0)
                return (Proto.RejectReason.Duplicate, "the other side is opening the session");
            older = _session ?? _accepted;
            _accepted = session;
            _offers++;
            _noOffer = false;
            _offered?.TrySetResult();
        }

        older?.Close("the peer has opened another session");
        return null;
    }

    /// <summary>The session that waits for the data stream of that id.</summary>
    internal Session? FindAccepted(ReadOnlySpan<byte> id)
    {
        lock (_lock) return _accepted is { } session && session.Id.AsSpan().SequenceEqual(id) ? session : null;
    }

    private async Task ConnectAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // not on the teller's turn
        long started = Node.Time.GetTimestamp();
        try
        {
            bool pause = TakePause();
            while (true)
            {
                // A session that ended soon counts as a failed try, or a peer that ends each would be dialled without a rest.
                if (pause) await Task.Delay(_backoff.Next(), Node.Time, Node.Stopping).ConfigureAwait(false);
                pause = true;
                if (Session is not null || IsDisposed || !NeedsConnection || Node.Leaves) return;
                var failure = await DialOnceAsync(CancellationToken.None).ConfigureAwait(false);
                string problem = failure.Problem;
                if (Session is not null || IsDisposed) return;
                if (failure.IsLeaving) Gateway?.Advance();
                else OnDialFailed(Node.Time.GetElapsedTime(started));
                Node.Stopping.ThrowIfCancellationRequested();
                if (!failure.IsLeaving) LogProblem(problem);
                if (!NeedsConnection) return;
                if (HasParted && problem.Length > 0) GiveUpParted(failure);
                if (!KeepConnected && Node.Options.GiveUpAfter != Timeout.InfiniteTimeSpan && Node.Time.GetElapsedTime(started) >= Node.Options.GiveUpAfter)
                {
                    if (HasWork) GiveUp($"not reachable for {Node.Options.GiveUpAfter}; the last problem: {problem}", unlessMet: true);
                    if (Gateway is null) return;
                    started = Node.Time.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
        finally
        {
            lock (_lock) _connecting = false;
            if (Session is null && NeedsConnection) EnsureConnected();
        }
    }

    /// <summary>Under the lock: the next dial is not to be at once.</summary>
    private void PauseNext() => (_pause, _pauseBegan) = (true, Node.Time.GetTimestamp());

    /// <summary>Whether it is still not to be at once.</summary>
    private bool TakePause()
    {
        lock (_lock)
        {
            bool pause = _pause && Node.Time.GetElapsedTime(_pauseBegan) < Node.Options.ReconnectMax;
            _pause = false;
            return pause;
        }
    }

    private async Task<DialFailure> DialOnceAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Node.Options.HandshakeTimeout, Node.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Node.Stopping, cancellationToken);
        Session? accepted;
        int offers;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_session is not null || Node.Leaves) return DialFailure.None;
            accepted = _accepted;
            offers = _offers;
            if (accepted is null) (_dialling, _dialEnded) = (either, ended);
        }

        try
        {
            if (accepted is null) await new Dialler(this).DialAsync(either.Token).ConfigureAwait(false);
            else await accepted.Readable.WaitAsync(either.Token).ConfigureAwait(false); // the peer's own, or its end
            return DialFailure.None;
        }
        catch (OperationCanceledException)
        {
            return limit.IsCancellationRequested ? new($"no answer within {Node.Options.HandshakeTimeout}") : DialFailure.None;
        }
        catch (HandshakeException refused)
        {
            if (refused.Reason is not null) Node.Counters.RefusedByPeer(refused.Reason.Value);
            if (refused.Left is { } node) OnLeft(node);
            if (refused.Reason != Proto.RejectReason.Duplicate) return new(refused.Message, IsLeaving: refused.Left is not null);
            await AwaitOfferAsync(offers, either.Token).ConfigureAwait(false);
            return DialFailure.None;
        }
        catch (Exception error)
        {
            return new(error.Message);
        }
        finally
        {
            lock (_lock)
            {
                if (ReferenceEquals(_dialling, either)) (_dialling, _dialEnded) = (null, null);
            }

            ended.SetResult();
        }
    }

    /// <summary>
    /// This node's dial has been refused because the peer's own holds: waits until that arrives. Once: a peer that cannot
    /// reach this node says so again and again, and takes this node's dial in one of its pauses.
    /// </summary>
    private async Task AwaitOfferAsync(int offers, CancellationToken limit)
    {
        Task offered;
        lock (_lock)
        {
            // The smaller address gives way to nobody: there is a session of which the peer has not seen the end.
            if (_offers != offers || _noOffer || string.CompareOrdinal(Node.Self.Endpoint, Endpoint) < 0) return;
            _noOffer = true; // until it comes
            offered = (_offered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await offered.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock) _offered = null;
    }

    /// <summary>One line for each change, not for each try.</summary>
    private void LogProblem(string problem)
    {
        if (problem.Length > 0 && Node.IsNews($"cannot connect {Endpoint} {problem}", Endpoint)) RemoteLog.CannotConnect(Node.Log, Endpoint, problem);
    }

    /// <summary>What went wrong; empty if nothing did, or nothing that is worth a log line. Leaving: who answered has left, which is nothing wrong.</summary>
    private readonly record struct DialFailure(string Problem, bool IsLeaving = false)
    {
        internal static DialFailure None { get; } = new("");
    }
}
