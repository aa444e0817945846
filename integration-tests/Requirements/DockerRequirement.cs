using System.Net;
using System.Net.Sockets;

namespace Actors.IntegrationTests;

/// <summary>Asks for Docker while tests are discovered, where nothing may be awaited.</summary>
internal static class DockerRequirement
{
    public static string? WhyMissing()
    {
        if (!File.Exists(DockerSocket.Path))
            return $"there is no socket {DockerSocket.Path}; run eng/dockerd.sh start";
        try
        {
            using HttpClient client = DockerSocket.CreateClient(TimeSpan.FromSeconds(5));
            using (HttpResponseMessage ping = Get(client, "/_ping"))
                if (!ping.IsSuccessStatusCode)
                    return $"the engine at {DockerSocket.Path} answers {(int)ping.StatusCode}";

            foreach (string image in new[] { TestImages.Base, TestImages.Consul })
            {
                using HttpResponseMessage answer = Get(client, $"/images/{image}/json");
                if (answer.StatusCode == HttpStatusCode.NotFound)
                    return $"image {image} is missing; run eng/base-image.sh or pull it";
            }
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
        {
            return $"no engine answers at {DockerSocket.Path} ({e.Message}); run eng/dockerd.sh start";
        }
    }

    private static HttpResponseMessage Get(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return client.Send(request);
    }
}
