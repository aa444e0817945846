using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Actors.IntegrationTests;

/// <summary>The Docker Engine's HTTP API, as far as the tests speak it: requests, their errors and their limits.</summary>
internal sealed class DockerEngine : IDisposable
{
    // Each request brings its own limit; the client's would also end the long ones.
    private readonly HttpClient _client = DockerSocket.CreateClient(Timeout.InfiniteTimeSpan);

    /// <summary>Whether the engine has an image of this name.</summary>
    public async Task<bool> ImageExistsAsync(string image)
    {
        try
        {
            await SendAsync(HttpMethod.Get, $"/images/{image}/json").ConfigureAwait(false);
            return true;
        }
        catch (DockerException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>A request whose answer does not matter.</summary>
    public async Task SendAsync(HttpMethod method, string path, TimeSpan? limit = null)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, null, limit).ConfigureAwait(false);
    }

    /// <summary>A request with a body, whose answer does not matter.</summary>
    public async Task PostAsync<T>(string path, T body, JsonTypeInfo<T> type)
    {
        using JsonContent content = JsonContent.Create(body, type);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, path, content, null).ConfigureAwait(false);
    }

    /// <summary>A request with a body and an answer.</summary>
    public async Task<TAnswer> PostAsync<T, TAnswer>(string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answerType)
    {
        using JsonContent content = JsonContent.Create(body, type);
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, path, content, null).ConfigureAwait(false);
        return await ReadAsync(path, answer, answerType).ConfigureAwait(false);
    }

    /// <summary>Reads something.</summary>
    public async Task<TAnswer> GetAsync<TAnswer>(
        string path, JsonTypeInfo<TAnswer> answerType, HttpMethod? method = null, TimeSpan? limit = null)
    {
        using HttpResponseMessage answer =
            await SendAsync(method ?? HttpMethod.Get, path, null, limit).ConfigureAwait(false);
        return await ReadAsync(path, answer, answerType).ConfigureAwait(false);
    }

    /// <summary>Reads the lines of an answer that carries a process's output, until it ends or the cancellation.</summary>
    public async Task ReadOutputAsync(
        HttpMethod method, string path, HttpContent? body, Action<string> onLine, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using HttpResponseMessage answer = await _client
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        await ThrowIfRefusedAsync(request, answer, cancellation).ConfigureAwait(false);
        await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await DockerOutput.ReadLinesAsync(stream, onLine, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, TimeSpan? limit)
    {
        TimeSpan bound = limit ?? Limits.EngineRequest;
        using var deadline = new CancellationTokenSource(bound);
        using var request = new HttpRequestMessage(method, path) { Content = body };
        try
        {
            HttpResponseMessage answer = await _client.SendAsync(request, deadline.Token).ConfigureAwait(false);
            await ThrowIfRefusedAsync(request, answer, deadline.Token).ConfigureAwait(false);
            return answer;
        }
        catch (OperationCanceledException)
        {
            throw new WaitLimitException($"the Docker Engine's answer to {method} {path}", bound, "");
        }
    }

    private static async Task ThrowIfRefusedAsync(
        HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancellation)
    {
        // 304: already started, already stopped. That is what was asked for.
        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
            return;
        string text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        answer.Dispose();
        throw new DockerException($"{request.Method} {request.RequestUri}", answer.StatusCode, text);
    }

    private static async Task<T> ReadAsync<T>(string path, HttpResponseMessage answer, JsonTypeInfo<T> type) =>
        await answer.Content.ReadFromJsonAsync(type).ConfigureAwait(false)
            ?? throw new JsonException($"The Docker Engine's answer to {path} is empty.");
}
