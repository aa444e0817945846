namespace Actors.Cluster;

/// <summary>How the embedded store, which the nodes of one machine share through a directory, behaves.</summary>
public sealed record EmbeddedStoreOptions
{
    /// <summary>The directory that all nodes of the cluster name. Made if it does not exist. It must be on a local disk: file locks of network file systems are not trusted.</summary>
    public required string Directory { get; init; }

    /// <summary>How long a call may take (a watch: beyond its wait), a change of the server included. Default: 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The log is rewritten when it is longer than this and four times as long as what it describes. Default: 1 MiB.</summary>
    public int CompactionBytes { get; init; } = 1024 * 1024;

    /// <summary>The most clients of one server. Default: 128.</summary>
    public int MaxConnections { get; init; } = 128;

    internal string LogPath => Path.Combine(Directory, "log");

    internal string LockPath => Path.Combine(Directory, "lock");

    internal string AddressPath => Path.Combine(Directory, "server.json");

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Directory)) throw new ArgumentException("EmbeddedStoreOptions.Directory is empty; name a directory that all nodes of this machine share.");
        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromMinutes(1)) throw new ArgumentException($"EmbeddedStoreOptions.RequestTimeout must be above zero and at most one minute, not {RequestTimeout}.");
        if (CompactionBytes < 4096) throw new ArgumentException($"EmbeddedStoreOptions.CompactionBytes must be at least 4096, not {CompactionBytes}.");
        if (MaxConnections < 1) throw new ArgumentException($"EmbeddedStoreOptions.MaxConnections must be at least 1, not {MaxConnections}.");
    }
}
