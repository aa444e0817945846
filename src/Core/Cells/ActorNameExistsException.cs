namespace Actors;

/// <summary>An actor of that name exists under the same parent; it must stop before the name is free again.</summary>
public sealed class ActorNameExistsException : ActorException
{
    /// <summary>Creates the exception for <paramref name="path"/>.</summary>
    public ActorNameExistsException(ActorPath path)
        : base($"an actor exists at {path}; choose another name, or wait until it has stopped")
    {
        Path = path;
    }

    /// <summary>The path that is taken.</summary>
    public ActorPath Path { get; }
}
