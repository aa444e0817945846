using Actors.Remote;

namespace Actors.Cluster;

/// <summary>One key of one kind, shared by all refs to it. Caches where messages last went.</summary>
internal sealed class VirtualTarget(VirtualActors actors, VirtualKind kind, ActorPath path, string key, int shard)
{
    internal VirtualActors Actors => actors;

    internal VirtualKind Kind => kind;

    internal ActorPath Path => path;

    internal string Key => key;

    internal int Shard => shard;

    /// <summary>The activation here, for certain while the shard's lock is held.</summary>
    internal Cell? Cell { get; set; }

    /// <summary>The path on the owner that messages last went to; replaced whole.</summary>
    internal RemoteTarget? Remote { get; set; }
}
