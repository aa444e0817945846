using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Cluster;

/// <summary>
/// The store for the nodes of one machine, without a server to install: the process that holds an exclusive lock in a shared
/// directory serves the others on loopback, with a log that is forced to the disk. When it ends or dies, another takes the
/// lock, replays the log and serves on.
/// </summary>
/// <remarks>
/// A holder that is stopped (SIGSTOP, a debugger) keeps the lock: until it goes on nobody is served, and all nodes freeze when
/// their leases end. Access to the directory is access to the cluster: the address file holds the secret.
/// </remarks>
public sealed class EmbeddedMembershipStore : IMembershipStore
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(25);

    private readonly EmbeddedStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private EmbeddedServer? _server;
    private EmbeddedConnection? _connection;
    private Task? _ended; // under the lock on _disposed

    /// <summary>Creates the store of one node; the directory is used from the first call on.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public EmbeddedMembershipStore(EmbeddedStoreOptions options, TimeProvider? time = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _time, _logger) = (options, time ?? TimeProvider.System, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public string Description => $"the embedded store in {_options.Directory}";

    /// <inheritdoc/>
    public bool IsDurable => true;

    /// <summary>True while this process serves the others.</summary>
    internal bool IsServing => _server is { IsStopped: false };

    /// <inheritdoc/>
    public async ValueTask<StoreView> ReadConsistentAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var response = await CallAsync(new EmbeddedRequest(0, "read", Prefix: prefix), TimeSpan.Zero, cancellationToken);
        var entries = response.Entries ?? [];
        return new StoreView([.. entries.Select(e => new StoreEntry(e.Key, e.Value ?? [], e.Version))], response.Index);
    }

    /// <inheritdoc/>
    public async ValueTask<TxnResult> TxnAsync(IReadOnlyList<StoreOperation> operations, CancellationToken cancellationToken)
    {
        StoreOperation.CheckTransaction(operations);
        EmbeddedOperation[] sent = [.. operations.Select(o => new EmbeddedOperation(o.Kind, o.Key, o.Writes ? o.Value.ToArray() : null, o.Version))];
        var response = await CallAsync(new EmbeddedRequest(0, "txn", Operations: sent), TimeSpan.Zero, cancellationToken);
        return response.Version != 0 ? TxnResult.Success(response.Version) : TxnResult.Conflict(response.Failed);
    }

    /// <inheritdoc/>
    public async ValueTask<WatchResult> WatchAsync(string prefix, ulong index, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var response = await CallAsync(new EmbeddedRequest(0, "watch", Prefix: prefix, Index: index, WaitMs: (long)maxWait.TotalMilliseconds), maxWait, cancellationToken);
        return new WatchResult(response.Outcome, response.Index);
    }

    /// <inheritdoc/>
    /// <remarks>All who call wait for the one end.</remarks>
    public ValueTask DisposeAsync()
    {
        lock (_disposed) return new ValueTask(_ended ??= EndAsync());
    }

    private async Task EndAsync()
    {
        await _disposed.CancelAsync();
        await _connecting.WaitAsync();
        if (_connection is not null) await _connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _connecting.Release();
    }

    private async ValueTask<EmbeddedResponse> CallAsync(EmbeddedRequest request, TimeSpan extraTime, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        var limit = _options.RequestTimeout + extraTime;
        using var timeout = new CancellationTokenSource(limit, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken, _disposed.Token);
        bool isTxn = request.Kind == "txn";
        bool sent = false;
        Exception? last = null;
        try
        {
            while (true)
            {
                var connection = await ConnectAsync(e => last = e, any.Token);
                try
                {
                    sent = true;
                    var response = await connection.CallAsync(request, any.Token);
                    return response.Error is null ? response : throw new MembershipStoreException($"{Description} refused: {response.Error}");
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
                {
                    // Reads and watches change nothing and go to the next server; a transaction may have been committed.
                    last = e;
                    if (isTxn) throw new MembershipStoreException($"The server of {Description} went away during a transaction.", outcomeUnknown: true, e);
                }
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
            throw new MembershipStoreException(
                $"No answer from {Description} within {limit}{Reason(last)}. Its server is {ReadAddress()?.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "not known"} (process id); is that process stopped, or EmbeddedStoreOptions.Directory wrong?",
                isTxn && sent,
                last ?? e);
        }
    }

    private static string Reason(Exception? last) => last is null ? "" : $" ({last.Message})";

    /// <summary>The connection to whoever serves; becomes the server itself if nobody does.</summary>
    private async ValueTask<EmbeddedConnection> ConnectAsync(Action<Exception> report, CancellationToken cancellationToken)
    {
        if (_connection is { IsBroken: false } open) return open;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                if (_connection is { IsBroken: false } connection) return connection;
                if (_connection is not null) await _connection.DisposeAsync();
                _connection = null;
                try
                {
                    _connection = await TryConnectAsync(cancellationToken) ?? await TryServeAsync(cancellationToken);
                }
                catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or InvalidDataException)
                {
                    report(e);
                }

                if (_connection is null) await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async ValueTask<EmbeddedConnection?> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (ReadAddress() is not { } address) return null;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await EmbeddedConnection.OpenAsync(address, either.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private async ValueTask<EmbeddedConnection?> TryServeAsync(CancellationToken cancellationToken)
    {
        if (_server is { IsStopped: false }) return null;
        if (_server is not null) await _server.DisposeAsync();
        _server = null;
        MakeDirectory();
        _server = EmbeddedServer.TryStart(_options, _time, _logger);
        return _server is null ? null : await TryConnectAsync(cancellationToken);
    }

    private void MakeDirectory()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_options.Directory);
        else Directory.CreateDirectory(_options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private EmbeddedAddress? ReadAddress()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_options.AddressPath), EmbeddedJson.Default.EmbeddedAddress);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
