using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>
/// The process that holds the directory's lock serves all others. One loop owns the state: it takes all requests that
/// have arrived, applies them, forces the log to the disk once, and only then lets any answer of the batch out, so that
/// nothing is ever seen that a crash could take back.
/// </summary>
internal sealed class EmbeddedServer : IAsyncDisposable
{
    private const int MaxQueuedRequests = 1024;
    private const int MaxWatchesPerSession = 16;

    private readonly EmbeddedStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStream _lockFile;
    private readonly EmbeddedLog _log;
    private readonly KeyValueState _state;
    private readonly TcpListener _listener;
    private readonly byte[] _addressFile;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<EmbeddedWork> _work = Channel.CreateBounded<EmbeddedWork>(MaxQueuedRequests);
    private readonly List<EmbeddedWork> _watches = [];
    private readonly HashSet<EmbeddedSession> _sessions = [];
    private readonly Lock _sessionsLock = new();
    private Task _serving = Task.CompletedTask;

    private EmbeddedServer(EmbeddedStoreOptions options, TimeProvider time, ILogger logger, FileStream lockFile)
    {
        (_options, _time, _logger, _lockFile, _state) = (options, time, logger, lockFile, new KeyValueState());
        _log = EmbeddedLog.Open(options.LogPath, options.CompactionBytes, _state);
        if (_log.TornBytes > 0) ClusterLog.EmbeddedLogTorn(logger, options.LogPath, _log.TornBytes);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Secret = RandomNumberGenerator.GetHexString(32);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _addressFile = JsonSerializer.SerializeToUtf8Bytes(new EmbeddedAddress(Port, Secret, Environment.ProcessId), EmbeddedJson.Default.EmbeddedAddress);
    }

    internal string Secret { get; }

    internal int Port { get; }

    /// <summary>True once it has given up; the lock is free then, or about to be.</summary>
    internal bool IsStopped => _stop.IsCancellationRequested;

    /// <summary>Becomes the server if nobody else is: null if the lock is held.</summary>
    /// <exception cref="IOException">The directory or the log cannot be used.</exception>
    internal static EmbeddedServer? TryStart(EmbeddedStoreOptions options, TimeProvider time, ILogger logger)
    {
        FileStream lockFile;
        try
        {
            lockFile = new FileStream(options.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(options.LockPath))
        {
            return null;
        }

        try
        {
            var server = new EmbeddedServer(options, time, logger, lockFile);
            server._serving = server.ServeAsync();
            return server;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        await _serving;
    }

    internal bool TryEnter(EmbeddedSession session)
    {
        lock (_sessionsLock) return !IsStopped && _sessions.Count < _options.MaxConnections && _sessions.Add(session);
    }

    internal void Leave(EmbeddedSession session)
    {
        lock (_sessionsLock) _sessions.Remove(session);
    }

    internal ValueTask SubmitAsync(EmbeddedWork work) => _work.Writer.WriteAsync(work, _stop.Token);

    private async Task ServeAsync()
    {
        Task working = Task.CompletedTask;
        try
        {
            WriteAddressFile();
            ClusterLog.EmbeddedServing(_logger, _options.Directory, Port);
            working = WorkAsync();
            await await Task.WhenAny(AcceptAsync(), working);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            ClusterLog.EmbeddedStopped(_logger, _options.Directory, e);
        }
        finally
        {
            await ReleaseAsync(working);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                // Its task never fails, and ends when the session is aborted.
                _ = new EmbeddedSession(this, socket, _logger, _time, _stop.Token).RunAsync();
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted, or descriptors are short: go on, not at once.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, _stop.Token);
            }
        }
    }

    private async Task WorkAsync()
    {
        var answers = new List<(EmbeddedSession Session, EmbeddedResponse Response)>();
        while (await _work.Reader.WaitToReadAsync(_stop.Token))
        {
            ulong before = _state.Index;
            while (answers.Count < MaxQueuedRequests && _work.Reader.TryRead(out var work))
                if (Handle(work) is { } response) answers.Add((work.Session, response));
            if (_state.Index != before)
            {
                CheckStillMine();
                _log.Flush(_state);
                AnswerWatches(answers);
            }

            foreach (var (session, response) in answers) session.Answer(response);
            answers.Clear();
        }
    }

    private EmbeddedResponse? Handle(EmbeddedWork work)
    {
        var request = work.Request;
        switch (request.Kind)
        {
            case "read":
                var view = _state.Read(request.Prefix ?? "");
                return new EmbeddedResponse(request.Id, view.Index, [.. view.Entries.Select(e => new EmbeddedEntry(e.Key, e.Value.ToArray(), e.Version))]);
            case "txn":
                int conflict = _state.FindConflict(work.Operations!);
                if (conflict >= 0) return new EmbeddedResponse(request.Id, Failed: conflict);
                _state.Apply(work.Operations!, _state.Index + 1);
                _log.Add(_state.Index, work.Operations!);
                return new EmbeddedResponse(request.Id, Version: _state.Index);
            case "watch":
                return Watch(work);
            case EmbeddedWork.Expired:
                return _watches.Remove(work.Expires!) ? new EmbeddedResponse(work.Expires!.Request.Id, work.Expires.Request.Index, Outcome: WatchOutcome.TimedOut) : null;
            default:
                return new EmbeddedResponse(request.Id, Error: $"There is no request '{request.Kind}'.");
        }
    }

    private EmbeddedResponse? Watch(EmbeddedWork work)
    {
        var request = work.Request;
        if (TryAnswerWatch(request) is { } answer) return answer;
        _watches.RemoveAll(w => w.Session.IsOver);
        if (_watches.Count(w => w.Session == work.Session) >= MaxWatchesPerSession)
            return new EmbeddedResponse(request.Id, Error: $"This client already has {MaxWatchesPerSession} watches.");
        _watches.Add(work);
        _ = ExpireAsync(work);
        return null;
    }

    private EmbeddedResponse? TryAnswerWatch(EmbeddedRequest request)
    {
        if (request.Index > _state.Index) return new EmbeddedResponse(request.Id, 0, Outcome: WatchOutcome.Regressed);
        bool changed = request.Index == 0 || _state.ChangedSince(request.Prefix ?? "", request.Index);
        return changed ? new EmbeddedResponse(request.Id, _state.Index, Outcome: WatchOutcome.Changed) : null;
    }

    private void AnswerWatches(List<(EmbeddedSession, EmbeddedResponse)> answers)
    {
        for (int i = _watches.Count - 1; i >= 0; i--)
        {
            if (TryAnswerWatch(_watches[i].Request) is not { } answer) continue;
            answers.Add((_watches[i].Session, answer));
            _watches.RemoveAt(i);
        }
    }

    private async Task ExpireAsync(EmbeddedWork watch)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(watch.Request.WaitMs, 1, 60_000)), _time, _stop.Token);
            await SubmitAsync(EmbeddedWork.Expire(watch));
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>
    /// Somebody may have removed or replaced the directory under us; another server may serve the new one. Whoever is not
    /// named by the address file stops before it commits.
    /// </summary>
    private void CheckStillMine()
    {
        if (!File.Exists(_options.AddressPath) || !File.ReadAllBytes(_options.AddressPath).AsSpan().SequenceEqual(_addressFile))
            throw new IOException($"{_options.AddressPath} is no longer this server's: was the directory removed while nodes were running?");
    }

    private void WriteAddressFile()
    {
        string temporary = _options.AddressPath + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options)) file.Write(_addressFile);
        File.Move(temporary, _options.AddressPath, overwrite: true);
    }

    private async ValueTask ReleaseAsync(Task working)
    {
        await _stop.CancelAsync();
        _listener.Stop();
        _work.Writer.TryComplete();
        EmbeddedSession[] open;
        lock (_sessionsLock) open = [.. _sessions];
        foreach (var session in open) session.Abort();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // what it is writing must be in the log before another reads that
        _log.Dispose();
        _lockFile.Dispose();
    }
}
