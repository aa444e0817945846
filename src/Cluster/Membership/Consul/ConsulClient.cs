using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Cluster;

/// <summary>
/// Consul's HTTP API, as far as it is needed: each call has a time limit, and everything that goes wrong becomes a
/// <see cref="MembershipStoreException"/> that names the agent and the setting. Thread-safe.
/// </summary>
internal sealed class ConsulClient : IDisposable
{
    /// <summary>The longest answer that is read; a whole cluster's keys are far below.</summary>
    private const int MaxResponseBytes = 16 * 1024 * 1024;

    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    internal ConsulClient(ConsulOptions options, TimeProvider time, HttpMessageHandler? handler = null)
    {
        options.Validate();
        (_options, _time) = (options, time);
        handler ??= new SocketsHttpHandler
        {
            MaxConnectionsPerServer = ConsulOptions.MaxConnections,
            ConnectTimeout = options.RequestTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        _http = new HttpClient(handler) { BaseAddress = options.Address, Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxResponseBytes };
        if (options.Token is not null) _http.DefaultRequestHeaders.Add("X-Consul-Token", options.Token);
    }

    internal string Description => $"Consul at {_options.Address}";

    public void Dispose() => _http.Dispose();

    /// <summary>Reads <paramref name="path"/>; 404 is an empty answer (Consul's way to say that no key has the prefix).</summary>
    internal async ValueTask<(ConsulKeyValue[] Values, ulong Index)> GetKeysAsync(string path, TimeSpan extraTime, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, extraTime, mayCommit: false, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound) await CheckAsync(response, mayCommit: false, cancellationToken);
        var values = response.StatusCode == HttpStatusCode.NotFound ? [] : await ReadAsync(response, ConsulJson.Default.ConsulKeyValueArray, mayCommit: false, cancellationToken);
        string? index = response.Headers.TryGetValues("X-Consul-Index", out var found) ? found.FirstOrDefault() : null;
        if (!ulong.TryParse(index, CultureInfo.InvariantCulture, out ulong number))
            throw new MembershipStoreException($"{Description} answered without X-Consul-Index: is ConsulOptions.Address really a Consul agent?");
        return (values, number);
    }

    /// <summary>Sends a transaction. A conflict (409) is an answer with errors.</summary>
    internal async ValueTask<ConsulTxnResponse> TxnAsync(ConsulTxnOperation[] operations, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "v1/txn") { Content = Body(operations, ConsulJson.Default.ConsulTxnOperationArray) };
        using var response = await SendAsync(request, TimeSpan.Zero, mayCommit: true, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Conflict) await CheckAsync(response, mayCommit: true, cancellationToken);
        return await ReadAsync(response, ConsulJson.Default.ConsulTxnResponse, mayCommit: true, cancellationToken);
    }

    internal async ValueTask RegisterAsync(ConsulService service, CancellationToken cancellationToken)
    {
        using var content = Body(service, ConsulJson.Default.ConsulService);
        await PutAsync("v1/agent/service/register", content, cancellationToken);
    }

    internal ValueTask DeregisterAsync(string serviceId, CancellationToken cancellationToken) =>
        PutAsync($"v1/agent/service/deregister/{Uri.EscapeDataString(serviceId)}", null, cancellationToken);

    internal ValueTask PassAsync(string checkId, CancellationToken cancellationToken) =>
        PutAsync($"v1/agent/check/pass/{Uri.EscapeDataString(checkId)}", null, cancellationToken);

    private static ByteArrayContent Body<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private async ValueTask PutAsync(string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
        using var response = await SendAsync(request, TimeSpan.Zero, mayCommit: true, cancellationToken);
        await CheckAsync(response, mayCommit: true, cancellationToken);
    }

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan extraTime, bool mayCommit, CancellationToken cancellationToken)
    {
        var limit = _options.RequestTimeout + extraTime;
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MembershipStoreException($"{Description} did not answer within {limit} (ConsulOptions.RequestTimeout is {_options.RequestTimeout}).", mayCommit, e);
        }
        catch (HttpRequestException e)
        {
            bool neverSent = e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            throw new MembershipStoreException($"{Description} cannot be reached ({e.Message}). Is the agent running, and is ConsulOptions.Address right?", mayCommit && !neverSent, e);
        }
    }

    private async ValueTask CheckAsync(HttpResponseMessage response, bool mayCommit, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (text.Length > 200) text = text[..200] + "...";
        string hint = response.StatusCode == HttpStatusCode.Forbidden ? " Does ConsulOptions.Token allow it?" : "";
        // A server that lost its leadership answers 500 to a write that its successor may still commit.
        bool unknown = mayCommit && (int)response.StatusCode >= 500;
        throw new MembershipStoreException($"{Description} answered {(int)response.StatusCode} to {response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}: {text.Trim()}.{hint}", unknown);
    }

    private async ValueTask<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, bool mayCommit, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new MembershipStoreException($"{Description} answered with something that is not Consul's JSON ({e.Message}): is ConsulOptions.Address right?", mayCommit, e);
        }
    }
}
