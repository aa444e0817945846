namespace Actors;

/// <summary>An actor's set-up threw. At its first start the actor is stopped and not tried again; at a restart its parent's <see cref="SupervisionStrategy"/> decides, as for any failure. <see cref="Exception.InnerException"/> is the cause.</summary>
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
