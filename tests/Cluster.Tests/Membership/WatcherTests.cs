using Actors.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster.Tests;

public sealed class WatcherTests
{
    /// <summary>
    /// Somebody finds that the store does not hold what this node wrote, while a read is on its way back: it is read again at once. Seen
    /// to fail while such a call was heard during a watch only: it was read again after FullReadInterval.
    /// </summary>
    [Fact]
    public async Task Wake_BetweenAReadAndTheWatch_MakesItReadAgain()
    {
        var time = new VirtualTime();
        var options = new MembershipOptions { Cluster = "c", Address = new NodeAddress("s", "h.example", 1) };
        var keys = new MembershipKeys(options.Cluster);
        var jitter = new Jitter(new Random(1), options);
        var view = new MembershipView(options, time);
        var store = new CountingStore(new InMemoryMembershipStore(new InMemoryStoreState(), time));
        var context = new MembershipContext(options, keys, view, new StoreAccess(store, keys, options, view, jitter, time), jitter, time, NullLogger.Instance);
        var join = new JoinProcedure(context, new Confirmer(context));
        var watcher = new Watcher(context, join, new UniverseRecovery(context, null, static _ => { }), static _ => { });
        using var stop = new CancellationTokenSource();
        await join.JoinAsync(stop.Token);
        store.Reads = 0;
        store.OnRead = watcher.Wake;
        var running = watcher.RunAsync(stop.Token); // everything goes on here and now, up to the watch
        Assert.Equal(2, store.Reads);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private sealed class CountingStore(IMembershipStore inner) : IMembershipStore
    {
        internal int Reads { get; set; }

        /// <summary>Once, before the next read comes back.</summary>
        internal Action? OnRead { get; set; }

        public string Description => inner.Description;

        public bool IsDurable => inner.IsDurable;

        public async ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken)
        {
            Reads++;
            var view = await inner.ReadConsistentAsync(prefix, cancellationToken);
            var once = OnRead;
            OnRead = null;
            once?.Invoke();
            return view;
        }

        public ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken) => inner.TxnAsync(operations, cancellationToken);

        public ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken) => inner.WatchAsync(prefix, index, maxWait, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
