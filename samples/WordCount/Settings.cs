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
    private static readonly string[] TlsNames = ["ACTORS_CERTIFICATE", "ACTORS_KEY", "ACTORS_AUTHORITIES", "ACTORS_REQUIRE_PEER_CERTIFICATE"];

    private static readonly string[] Names =
    [
        "ACTORS_CLUSTER", "ACTORS_HOST", "ACTORS_PORT", "ACTORS_CONSUL", "ACTORS_SECRET", "ACTORS_HEALTH_PORT",
        "ACTORS_DIRECTORY", "ACTORS_JOURNAL", "ACTORS_EXIT_WITH_INPUT",
        .. TlsNames,
    ];

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

    /// <summary>Null: plain text.</summary>
    public RemoteTls? Tls { get; init; }

    /// <summary>What <see cref="Tls"/> was made from, for nodes that this program starts; empty where it was not given.</summary>
    public IReadOnlyDictionary<string, string> TlsVariables { get; init; } = new Dictionary<string, string>();

    public bool ListensOnLoopback => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Takes the options out of <paramref name="arguments"/> and leaves the rest.</summary>
    public static Settings Read(ref string[] arguments, Func<string, string?> environment)
    {
        var options = TakeOptions(ref arguments);
        string? Get(string name) => (options.GetValueOrDefault(name) ?? environment(name)) is { Length: > 0 } value ? value : null;
        string cluster = Get("ACTORS_CLUSTER") ?? "wordcount";
        if (cluster.Length > 64 || !cluster.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') || cluster.Trim('.').Length == 0)
            throw new SettingException($"ACTORS_CLUSTER must have 1 to 64 letters, digits, '-', '_' or '.', not '{cluster}'");
        Uri? consul = Get("ACTORS_CONSUL") is { } address ? ReadConsul(address) : null;
        string host = Get("ACTORS_HOST") ?? (consul is null ? "localhost" : Dns.GetHostName());
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new SettingException($"ACTORS_HOST must be a host's name or address, without scheme and port, not '{host}'");
        return new Settings
        {
            Cluster = cluster,
            Consul = consul,
            Host = host,
            Port = ReadPort("ACTORS_PORT", Get("ACTORS_PORT"), 4050),
            HealthPort = ReadPort("ACTORS_HEALTH_PORT", Get("ACTORS_HEALTH_PORT"), 8080),
            Secret = Get("ACTORS_SECRET") ?? "",
            Directory = Get("ACTORS_DIRECTORY") ?? Path.Combine(Path.GetTempPath(), "actors-" + cluster),
            ExitWithInput = ReadSwitch("ACTORS_EXIT_WITH_INPUT", Get("ACTORS_EXIT_WITH_INPUT"), otherwise: false),
            Journal = Get("ACTORS_JOURNAL") ?? "",
            Tls = ReadTls(
                Get("ACTORS_CERTIFICATE"),
                Get("ACTORS_KEY"),
                Get("ACTORS_AUTHORITIES"),
                ReadSwitch("ACTORS_REQUIRE_PEER_CERTIFICATE", Get("ACTORS_REQUIRE_PEER_CERTIFICATE"), otherwise: true)),
            TlsVariables = TlsNames.ToDictionary(static name => name, name => Get(name) ?? ""),
        };
    }

    private static Dictionary<string, string> TakeOptions(ref string[] arguments)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(arguments[i]);
                continue;
            }

            string name = "ACTORS_" + arguments[i][2..].Replace('-', '_').ToUpperInvariant();
            if (!Names.Contains(name)) throw new SettingException($"there is no option {arguments[i]}; --help shows all");
            if (i + 1 == arguments.Length) throw new SettingException($"the option {arguments[i]} needs a value");
            options[name] = arguments[++i];
        }

        arguments = [.. rest];
        return options;
    }

    private static int ReadPort(string name, string? text, int otherwise) =>
        text is null ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535 ? port
        : throw new SettingException($"{name} must be a port from 0 to 65535, not '{text}'");

    private static bool ReadSwitch(string name, string? text, bool otherwise) => text switch
    {
        null => otherwise,
        "0" => false,
        "1" => true,
        _ => throw new SettingException($"{name} must be 0 or 1, not '{text}'"),
    };

    private static RemoteTls? ReadTls(string? certificate, string? key, string? authorities, bool requirePeerCertificate)
    {
        if (certificate is null && key is null && authorities is null) return null;
        if (certificate is null || key is null || authorities is null)
            throw new SettingException("ACTORS_CERTIFICATE, ACTORS_KEY and ACTORS_AUTHORITIES belong together: name three PEM files, or none");
        try
        {
            return new RemoteTls { Certificates = new PemCertificates(certificate, key, authorities), RequirePeerCertificate = requirePeerCertificate };
        }
        catch (ArgumentException error)
        {
            throw new SettingException($"{error.Message} (ACTORS_CERTIFICATE, ACTORS_KEY, ACTORS_AUTHORITIES)");
        }
    }

    private static Uri ReadConsul(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new SettingException($"ACTORS_CONSUL must be an http address such as http://consul:8500, not '{text}'");

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
        Tls = Tls,
        AllowPlainText = Tls is null, // then the sample's nodes share one machine or one private network
        Messages = [WordCountMessages.Manifest],
    };

    public IMembershipStore OpenStore(ILoggerFactory loggers)
    {
        if (Consul is { } address) return new ConsulMembershipStore(new ConsulOptions { Address = address });
        try
        {
            System.IO.Directory.CreateDirectory(Directory);
            // Fails early, and by name, where nothing may be written.
            new FileStream(Path.Combine(Directory, $".writable-{Environment.ProcessId}"), new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"the folder {Directory} cannot be used (ACTORS_DIRECTORY): {error.Message}");
        }

        return new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = Directory }, logger: loggers.CreateLogger("Actors.Cluster"));
    }
}
