namespace Actors.Cluster;

/// <summary>
/// One node's access to an in-memory store that several nodes of one process share: for tests and simulations.
/// Without faults every call but a watch completes synchronously.
/// </summary>
public sealed class InMemoryMembershipStore : IMembershipStore
{
    private readonly InMemoryStoreState _state;
    private readonly TimeProvider _time;
    private readonly InMemoryStoreFaults _faults;
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>Creates a node's access.</summary>
    /// <param name="state">What the nodes share.</param>
    /// <param name="time">The clock of delays and time-outs.</param>
    /// <param name="faults">What goes wrong on this node's way to the store; null: nothing.</param>
    public InMemoryMembershipStore(InMemoryStoreState state, TimeProvider? time = null, InMemoryStoreFaults? faults = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _time = time ?? TimeProvider.System;
        _faults = faults ?? new InMemoryStoreFaults();
    }

    /// <summary>After this time without an answer a call fails.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Description => "the in-memory store of this process";

    /// <inheritdoc/>
    public bool IsDurable { get; init; } = true;

    /// <inheritdoc/>
    public async ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var call = new Call(this, cancellationToken);
        await call.TravelAsync(_faults.RequestDelay, outcomeUnknown: false);
        var view = _state.Read(prefix);
        await call.TravelAsync(_faults.ResponseDelay, outcomeUnknown: false);
        return view;
    }

    /// <inheritdoc/>
    public async ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken)
    {
        StoreOperation.CheckTransaction(operations);
        var call = new Call(this, cancellationToken);
        var result = await call.CommitAsync(operations);
        if (_faults.LoseTxnAnswer?.Invoke() == true) await call.FailAsync(outcomeUnknown: true);
        await call.TravelAsync(_faults.ResponseDelay, outcomeUnknown: true);
        return result;
    }

    /// <inheritdoc/>
    public async ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var call = new Call(this, cancellationToken);
        await call.TravelAsync(_faults.RequestDelay, outcomeUnknown: false);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        long started = _time.GetTimestamp();
        WatchResult? result;
        while (true)
        {
            long seen = _state.Changes.Version;
            var left = maxWait - _time.GetElapsedTime(started);
            if ((result = _state.TryWatch(prefix, index)) is not null || left <= TimeSpan.Zero) break;
            await WaitAsync(seen, left, wait.Token, cancellationToken);
        }

        await call.TravelAsync(_faults.ResponseDelay, outcomeUnknown: false);
        return result ?? new WatchResult(WatchOutcome.TimedOut, index);
    }

    private async Task WaitAsync(long seen, TimeSpan longest, CancellationToken either, CancellationToken callers)
    {
        try
        {
            await _state.Changes.WaitAsync(seen, longest, _time, either);
        }
        catch (OperationCanceledException) when (!callers.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(InMemoryMembershipStore));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed.Cancel();
        return ValueTask.CompletedTask;
    }

    /// <summary>One call on its way through the faulty network, with what is left of its time.</summary>
    private readonly struct Call(InMemoryMembershipStore store, CancellationToken cancellationToken)
    {
        private readonly long _started = store._time.GetTimestamp();

        internal async ValueTask TravelAsync(Func<TimeSpan>? delay, bool outcomeUnknown)
        {
            ObjectDisposedException.ThrowIf(store._disposed.IsCancellationRequested, store);
            cancellationToken.ThrowIfCancellationRequested();
            var time = delay?.Invoke() ?? TimeSpan.Zero;
            if (time > TimeSpan.Zero && time < Left()) await PauseAsync(time);
            else if (time > TimeSpan.Zero) await FailAsync(outcomeUnknown);
            if (!store._faults.Reachable) await FailAsync(outcomeUnknown);
        }

        /// <summary>A request that outlives its caller is committed late: the caller has given up by then.</summary>
        internal async ValueTask<TxnResult> CommitAsync(IReadOnlyList<StoreOperation> operations)
        {
            ObjectDisposedException.ThrowIf(store._disposed.IsCancellationRequested, store);
            cancellationToken.ThrowIfCancellationRequested();
            var time = store._faults.RequestDelay?.Invoke() ?? TimeSpan.Zero;
            if (!store._faults.Reachable) await FailAsync(outcomeUnknown: true);
            if (time <= TimeSpan.Zero) return store._state.Commit(operations);
            var arrival = ArriveLateAsync(store, operations, time);
            if (time >= Left()) await FailAsync(outcomeUnknown: true);
            return await arrival.WaitAsync(cancellationToken);
        }

        internal async ValueTask FailAsync(bool outcomeUnknown)
        {
            var left = Left();
            if (left > TimeSpan.Zero) await PauseAsync(left);
            throw new MembershipStoreException($"No answer from {store.Description} within {store.RequestTimeout}.", outcomeUnknown);
        }

        private static async Task<TxnResult> ArriveLateAsync(InMemoryMembershipStore store, IReadOnlyList<StoreOperation> operations, TimeSpan time)
        {
            // The network is no part of the node: what is under way arrives even where its sender stands still.
            await Task.Delay(time, store._time, CancellationToken.None).ConfigureAwait(false);
            return store._state.Commit(operations);
        }

        private TimeSpan Left() => store.RequestTimeout - store._time.GetElapsedTime(_started);

        private async ValueTask PauseAsync(TimeSpan time)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, store._disposed.Token);
            await Task.Delay(time, store._time, wait.Token);
        }
    }
}
