namespace Actors.Remote;

/// <summary>Another node has not spawned an actor, or has not said that it did; the message says what to do.</summary>
public sealed class RemoteSpawnException : RemoteException
{
    internal RemoteSpawnException(NodeAddress node, string kind, string name, SpawnFailure failure, string detail)
        : base($"{node} has not spawned the {kind} '{name}': {failure}: {detail}")
    {
        Node = node;
        Kind = kind;
        Name = name;
        Failure = failure;
    }

    /// <summary>Who was to spawn it.</summary>
    public NodeAddress Node { get; }

    /// <summary>The kind that was asked for.</summary>
    public string Kind { get; }

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }

    /// <summary>Why not.</summary>
    public SpawnFailure Failure { get; }
}
