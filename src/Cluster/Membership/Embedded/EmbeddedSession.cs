using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Actors.Cluster;

/// <summary>The server's side of one client's connection: reads requests, writes answers, ends at the first thing that is wrong.</summary>
internal sealed class EmbeddedSession(EmbeddedServer server, Socket socket, ILogger logger, TimeProvider time, CancellationToken stop)
{
    private const int MaxRequestBytes = 8 * 1024 * 1024;
    private const int MaxQueuedAnswers = 1024;
    private static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(2);

    private readonly Channel<EmbeddedResponse> _answers = Channel.CreateBounded<EmbeddedResponse>(MaxQueuedAnswers);
    private volatile bool _over;

    internal bool IsOver => _over;

    internal async Task RunAsync()
    {
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        Task writing = Task.CompletedTask;
        try
        {
            if (!await GreetAsync(stream)) return;
            writing = WriteAsync(stream);
            while (await EmbeddedFrame.ReadAsync(stream, MaxRequestBytes, EmbeddedJson.Default.EmbeddedRequest, stop) is { } request)
                if (Check(request) is { } work) await server.SubmitAsync(work);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or ChannelClosedException)
        {
        }
        catch (InvalidDataException e)
        {
            ClusterLog.EmbeddedClientRefused(logger, e.Message);
        }
        finally
        {
            Abort();
            await writing;
            server.Leave(this);
        }
    }

    /// <summary>Queues an answer; a client that does not read its answers is cut off.</summary>
    internal void Answer(EmbeddedResponse response)
    {
        if (!_over && !_answers.Writer.TryWrite(response)) Abort();
    }

    internal void Abort()
    {
        _over = true;
        _answers.Writer.TryComplete();
        socket.Close();
    }

    private async ValueTask<bool> GreetAsync(NetworkStream stream)
    {
        using var timeout = new CancellationTokenSource(HelloTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var hello = await EmbeddedFrame.ReadAsync(stream, 4096, EmbeddedJson.Default.EmbeddedRequest, either.Token);
        if (hello is null) return false;
        bool known = hello.Kind == "hello" && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hello.Secret ?? ""), Encoding.UTF8.GetBytes(server.Secret));
        string? error = !known ? "The secret is not the address file's." : server.TryEnter(this) ? null : "The server has too many clients (EmbeddedStoreOptions.MaxConnections).";
        await stream.WriteAsync(EmbeddedFrame.Encode(new EmbeddedResponse(hello.Id, Error: error), EmbeddedJson.Default.EmbeddedResponse), either.Token);
        if (error is not null) ClusterLog.EmbeddedClientRefused(logger, error);
        return error is null;
    }

    /// <summary>Checks a transaction's limits here, so that the server's loop meets only what it can do.</summary>
    private EmbeddedWork? Check(EmbeddedRequest request)
    {
        if (request.Kind != "txn") return new EmbeddedWork(this, request);
        try
        {
            var operations = new List<StoreOperation>(request.Operations?.Length ?? 0);
            foreach (var o in request.Operations ?? []) operations.Add(Translate(o));
            StoreOperation.CheckTransaction(operations);
            return new EmbeddedWork(this, request) { Operations = operations };
        }
        catch (ArgumentException e)
        {
            Answer(new EmbeddedResponse(request.Id, Error: e.Message));
            return null;
        }
    }

    private static StoreOperation Translate(EmbeddedOperation o) => o.Kind switch
    {
        StoreOperationKind.Set => StoreOperation.Set(o.Key, o.Value),
        StoreOperationKind.CompareAndSet => StoreOperation.CompareAndSet(o.Key, o.Version, o.Value),
        StoreOperationKind.Delete => StoreOperation.Delete(o.Key),
        StoreOperationKind.CompareAndDelete => StoreOperation.CompareAndDelete(o.Key, o.Version),
        StoreOperationKind.Check => StoreOperation.Check(o.Key, o.Version),
        StoreOperationKind.CheckExists => StoreOperation.CheckExists(o.Key),
        _ => throw new ArgumentException($"There is no operation {(int)o.Kind}."),
    };

    private async Task WriteAsync(NetworkStream stream)
    {
        try
        {
            await foreach (var answer in _answers.Reader.ReadAllAsync(stop))
                await stream.WriteAsync(EmbeddedFrame.Encode(answer, EmbeddedJson.Default.EmbeddedResponse), stop);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Abort();
        }
    }
}
