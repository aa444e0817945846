namespace Actors;

/// <summary>An actor's set-up threw. The actor is stopped and not tried again; <see cref="Exception.InnerException"/> is the cause.</summary>
public sealed class ActorInitializationException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="path"/>.</summary>
    public ActorInitializationException(ActorPath path, Exception cause)
        : base($"the set-up of {path} failed: {cause?.Message}", cause)
    {
        Path = path;
    }

    /// <summary>Which actor.</summary>
    public ActorPath Path { get; }
}
