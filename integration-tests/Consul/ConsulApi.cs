using System.Net;

namespace Actors.IntegrationTests;

/// <summary>The requests that tests of the harness and of the cluster make to Consul themselves; not the product's client.</summary>
internal sealed class ConsulApi(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Writes a key; false if the agent refuses, for instance without a leader.</summary>
    public async Task<bool> PutAsync(string key, string value, CancellationToken cancellation = default)
    {
        using var content = new StringContent(value);
        using HttpResponseMessage answer = await _client.PutAsync(Path(key), content, cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Reads a key as the leader has it; null if there is none.</summary>
    public async Task<string?> GetAsync(string key, CancellationToken cancellation = default)
    {
        using HttpResponseMessage answer =
            await _client.GetAsync($"{Path(key)}?raw&consistent", cancellation).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The body of any GET, such as <c>/v1/health/service/actors-wordcount</c>, as JSON text.</summary>
    public Task<string> GetJsonAsync(string path, CancellationToken cancellation = default) =>
        _client.GetStringAsync(path, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static string Path(string key) => $"/v1/kv/{key}";
}
