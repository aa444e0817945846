using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Actors.Cluster.Tests;

/// <summary>What only the embedded store has: a server that can go, a log that can tear, a port that anybody can reach.</summary>
public sealed class EmbeddedTakeoverTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actors-embedded-").FullName;
    private readonly List<EmbeddedMembershipStore> _stores = [];

    /// <summary>For one step: some tests have hundreds, each with a write that the disk must confirm.</summary>
    private static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string LogPath => Path.Combine(_directory, "log");

    private EmbeddedMembershipStore NewStore(int compactionBytes = 1024 * 1024)
    {
        var store = new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = _directory, CompactionBytes = compactionBytes, RequestTimeout = TimeSpan.FromSeconds(20) });
        lock (_stores) _stores.Add(store);
        return store;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<int> CounterAsync(EmbeddedMembershipStore store)
    {
        var view = await store.ReadConsistentAsync("counter", Limit);
        return view.Entries.Count == 0 ? 0 : int.Parse(Encoding.UTF8.GetString(view.Entries[0].Value.Span), CultureInfo.InvariantCulture);
    }

    // Without the replay in EmbeddedLog.Open the counter restarts at zero and this fails.
    [Fact]
    public async Task Server_GoesAwayAgainAndAgain_WritersLoseNoCommittedIncrement()
    {
        const int writers = 3, increments = 20;
        int certain = 0, unknown = 0;
        async Task WriteAsync()
        {
            var store = NewStore();
            for (int done = 0; done < increments;)
            {
                var view = await store.ReadConsistentAsync("counter", Limit);
                var entry = view.Entries.Count == 0 ? null : view.Entries[0];
                int value = entry is null ? 0 : int.Parse(Encoding.UTF8.GetString(entry.Value.Span), CultureInfo.InvariantCulture);
                try
                {
                    if (!(await store.TxnAsync([StoreOperation.CompareAndSet("counter", entry?.Version ?? 0, Bytes($"{value + 1}"))], Limit)).Committed) continue;
                    done++;
                    Interlocked.Increment(ref certain);
                }
                catch (MembershipStoreException e) when (e.OutcomeUnknown)
                {
                    Interlocked.Increment(ref unknown);
                }
            }
        }

        var writing = Enumerable.Range(0, writers).Select(_ => WriteAsync()).ToList();
        for (int i = 0; i < 5; i++)
        {
            // Whoever asks first when nobody serves becomes the server; its going moves the service on.
            var passing = NewStore();
            await passing.ReadConsistentAsync("counter", Limit);
            EmbeddedMembershipStore? server;
            lock (_stores) server = _stores.Find(s => s.IsServing);
            if (server is not null && server == passing) await server.DisposeAsync();
            else await passing.DisposeAsync();
        }

        await Task.WhenAll(writing);
        Assert.InRange(await CounterAsync(NewStore()), certain, certain + unknown);
    }

    [Fact]
    public async Task Server_Disposed_AnotherClientServesOnWithTheSameStateAndAHigherIndex()
    {
        var (first, second) = (NewStore(), NewStore());
        var made = await first.TxnAsync([StoreOperation.Set("a", Bytes("1"))], Limit);
        await second.ReadConsistentAsync("a", Limit);
        Assert.True(first.IsServing && !second.IsServing);
        await first.DisposeAsync();
        var view = await second.ReadConsistentAsync("a", Limit);
        Assert.True(second.IsServing);
        Assert.Equal(made.Version, view.Entries[0].Version);
        Assert.True((await second.TxnAsync([StoreOperation.CompareAndSet("a", made.Version, Bytes("2"))], Limit)).Version > view.Index);
    }

    [Fact]
    public async Task Log_TornAtAnyByte_KeepsAllWholeRecords()
    {
        var store = NewStore();
        var lengths = new List<long>();
        for (int i = 0; i < 3; i++)
        {
            await store.TxnAsync([StoreOperation.Set($"k{i}", Bytes($"{i}"))], Limit);
            lengths.Add(new FileInfo(LogPath).Length);
        }

        await store.DisposeAsync();
        byte[] whole = await File.ReadAllBytesAsync(LogPath, Limit);
        for (int length = 0; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(LogPath, whole[..length], Limit);
            var state = new KeyValueState();
            using (var log = EmbeddedLog.Open(LogPath, 4096, state)) Assert.Equal(length - lengths.LastOrDefault(l => l <= length), log.TornBytes);
            Assert.Equal(lengths.Count(l => l <= length), state.Count);
        }
    }

    [Fact]
    public async Task Log_WithAFlippedBit_IsCutBeforeTheBadRecord()
    {
        var store = NewStore();
        await store.TxnAsync([StoreOperation.Set("a", Bytes("1"))], Limit);
        long good = new FileInfo(LogPath).Length;
        await store.TxnAsync([StoreOperation.Set("b", Bytes("2"))], Limit);
        await store.DisposeAsync();
        byte[] bytes = await File.ReadAllBytesAsync(LogPath, Limit);
        bytes[good + 20] ^= 1;
        await File.WriteAllBytesAsync(LogPath, bytes, Limit);
        Assert.Equal(["a"], (await NewStore().ReadConsistentAsync("", Limit)).Entries.Select(e => e.Key));
    }

    [Fact]
    public async Task Log_ManyRewritesOfOneKey_IsCompactedAndSurvives()
    {
        var store = NewStore(compactionBytes: 4096);
        for (int i = 0; i < 300; i++) await store.TxnAsync([StoreOperation.Set("a", Bytes($"{i}")), StoreOperation.Set("gone", Bytes("x"))], Limit);
        await store.TxnAsync([StoreOperation.Delete("gone")], Limit);
        Assert.InRange(new FileInfo(LogPath).Length, 1, 8192);
        await store.DisposeAsync();
        var view = await NewStore().ReadConsistentAsync("", Limit);
        Assert.Equal("299", Encoding.UTF8.GetString(Assert.Single(view.Entries).Value.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\0\0\u0010{\"Kind\":\"hello\"}")]
    [InlineData("\u007f\u007f\u007f\u007f")]
    public async Task Server_GarbageOrAWrongSecret_IsRefusedAndOthersAreServedOn(string garbage)
    {
        var store = NewStore();
        await store.TxnAsync([StoreOperation.Set("a", Bytes("1"))], Limit);
        using var address = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_directory, "server.json"), Limit));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.RootElement.GetProperty("Port").GetInt32(), Limit);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(garbage), Limit);
        client.Client.Shutdown(SocketShutdown.Send);
        byte[] answer = new byte[4096];
        int total = 0;
        try
        {
            for (int read = 1; read > 0; total += read) read = await stream.ReadAsync(answer, Limit);
        }
        catch (IOException)
        {
            // Reset: refused as well.
        }

        Assert.DoesNotContain("Entries", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        Assert.Single((await store.ReadConsistentAsync("a", Limit)).Entries);
    }

    [Fact]
    public async Task Directory_RemovedUnderTheServer_StopsItBeforeItCommits()
    {
        var store = NewStore();
        await store.TxnAsync([StoreOperation.Set("a", Bytes("1"))], Limit);
        File.Delete(Path.Combine(_directory, "server.json"));
        var failure = await Assert.ThrowsAsync<MembershipStoreException>(async () => await store.TxnAsync([StoreOperation.Set("b", Bytes("1"))], Limit));
        Assert.True(failure.OutcomeUnknown);
        Assert.Equal(["a"], (await NewStore().ReadConsistentAsync("", Limit)).Entries.Select(e => e.Key));
    }

    /// <summary>
    /// The server is disposed while its loop is about to write: it keeps the log and the lock until that is done. Seen to fail while it
    /// let both go at once: what it still wrote was lost, or went into the log of whoever served next.
    /// </summary>
    [Fact]
    public async Task DisposeAsync_WhileACommitIsBeingWritten_WritesItFirst()
    {
        if (OperatingSystem.IsWindows()) return;
        var store = NewStore();
        Assert.True((await store.TxnAsync([StoreOperation.Set("first", Bytes("1"))], Limit)).Committed);
        string path = Path.Combine(_directory, "server.json");
        byte[] address = await File.ReadAllBytesAsync(path);
        int port = JsonDocument.Parse(address).RootElement.EnumerateObject().First(static member => member.Name.Equals("port", StringComparison.OrdinalIgnoreCase)).Value.GetInt32();
        File.Delete(path);
        using (var made = System.Diagnostics.Process.Start("mkfifo", path)) await made.WaitForExitAsync(Limit);
        var commit = store.TxnAsync([StoreOperation.Set("second", Bytes("2"))], Limit).AsTask();
        // Opens once the loop has, which looks into this file before it writes, and waits there for what it says.
        var held = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Limit);
        var disposed = store.DisposeAsync().AsTask();
        Assert.False(store.DisposeAsync().AsTask().IsCompleted); // who comes second waits too
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Limit)); // the server ends
        }
        catch (IOException)
        {
            // so it does
        }

        await held.WriteAsync(address, Limit);
        await held.DisposeAsync();
        await disposed.WaitAsync(Limit);
        await Assert.ThrowsAnyAsync<Exception>(() => commit);
        File.Delete(path);
        var view = await NewStore().ReadConsistentAsync("second", Limit);
        Assert.Equal("2", Encoding.UTF8.GetString(Assert.Single(view.Entries).Value.Span));
    }
}
