using System.Globalization;
using System.Net;
using Actors.Cluster;
using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace WordCount;

/// <summary>A setting is missing or malformed.</summary>
internal sealed class SettingException(string message) : Exception(message);

/// <summary>The node program's settings: environment variables, before which options of the same name go. See docs/operations.md.</summary>
internal sealed record Settings
{
    public string Cluster { get; init; } = "wordcount";

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 4050;

    public Uri? Consul { get; init; }

    public string Secret { get; init; } = "";

    public int HealthPort { get; init; } = 8080;

    /// <summary>Where the embedded membership of the nodes on this machine keeps its files.</summary>
    public string Directory { get; init; } = "";

    /// <summary>End when standard input ends: for nodes that another program has started.</summary>
    public bool ExitWithInput { get; init; }

    /// <summary>Appends who served which key with which fencing token, for checks that no key is served twice; empty: nowhere.</summary>
    public string Journal { get; init; } = "";

    public bool ListensOnLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Takes the options out of <paramref name="arguments"/> and leaves the rest.</summary>
    public static Settings Read(ref string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal)) rest.Add(arguments[i]);
            else if (i + 1 < arguments.Length) options["ACTORS_" + arguments[i][2..].Replace('-', '_').ToUpperInvariant()] = arguments[++i];
            else throw new SettingException($"the option {arguments[i]} needs a value");
        }

        string? Get(string name) => (options.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name)) is { Length: > 0 } value ? value : null;
        int GetPort(string name, int otherwise) =>
            Get(name) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535 ? port
            : throw new SettingException($"{name} must be a port from 0 to 65535, not '{text}'");
        arguments = [.. rest];
        string cluster = Get("ACTORS_CLUSTER") ?? "wordcount";
        Uri? consul = Get("ACTORS_CONSUL") is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
            : throw new SettingException($"ACTORS_CONSUL must be an http address such as http://consul:8500, not '{text}'");
        return new Settings
        {
            Cluster = cluster,
            Consul = consul,
            Host = Get("ACTORS_HOST") ?? (consul is null ? "localhost" : Dns.GetHostName()),
            Port = GetPort("ACTORS_PORT", 4050),
            HealthPort = GetPort("ACTORS_HEALTH_PORT", 8080),
            Secret = Get("ACTORS_SECRET") ?? "",
            Directory = Get("ACTORS_DIRECTORY") ?? Path.Combine(Path.GetTempPath(), "actors-" + cluster),
            ExitWithInput = Get("ACTORS_EXIT_WITH_INPUT") == "1",
            Journal = Get("ACTORS_JOURNAL") ?? "",
        };
    }

    public string CheckedSecret()
    {
        if (Secret.Length < 16)
            throw new SettingException("ACTORS_SECRET is missing or shorter than 16 characters; give all nodes of the cluster the same one");
        return Secret;
    }

    public RemoteOptions Remote(int port) => new()
    {
        Host = ListensOnLoopback ? "127.0.0.1" : "0.0.0.0",
        AdvertisedHost = Host,
        Port = port,
        Cluster = Cluster,
        Secret = CheckedSecret(),
        Messages = [WordCountMessages.Manifest],
    };

    public IMembershipStore OpenStore(ILoggerFactory loggers)
    {
        if (Consul is { } address) return new ConsulMembershipStore(new ConsulOptions { Address = address });
        System.IO.Directory.CreateDirectory(Directory);
        return new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = Directory }, logger: loggers.CreateLogger("Actors.Cluster"));
    }
}
