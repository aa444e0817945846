using System.Net.Sockets;

namespace Actors.IntegrationTests;

/// <summary>HTTP over the unix socket on which a Docker Engine listens.</summary>
internal static class DockerSocket
{
    private const string Default = "/var/run/docker.sock";

    /// <summary>The socket that DOCKER_HOST names, else the usual one.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal)
            ? host["unix://".Length..]
            : Default;

    /// <summary>A client whose requests go to the engine. Paths carry no version: the engine then uses its newest.</summary>
    public static HttpClient CreateClient(TimeSpan timeout) => new(new SocketsHttpHandler
    {
        // Completes synchronously, so that discovery may send without awaiting; a unix socket connects at once or fails.
        ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(Connect()),
        UseProxy = false,
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = timeout,
    };

    private static NetworkStream Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
