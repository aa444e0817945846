namespace Actors;

/// <summary>An actor stashed more messages than its stash holds. The message counts as failed.</summary>
public sealed class StashOverflowException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="path"/>.</summary>
    public StashOverflowException(ActorPath path, int capacity)
        : base($"the stash of {path} is full ({capacity} messages); unstash earlier, or give Behavior.WithStash a larger capacity")
    {
        Path = path;
        Capacity = capacity;
    }

    /// <summary>Which actor.</summary>
    public ActorPath Path { get; }

    /// <summary>How many messages its stash holds.</summary>
    public int Capacity { get; }
}
