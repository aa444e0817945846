namespace Actors;

/// <summary>An actor that has no behaviour yet, because it starts, was told to go on as before.</summary>
public sealed class InvalidActorStateTransitionException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="path"/>, whose set-up returned <paramref name="returned"/>.</summary>
    public InvalidActorStateTransitionException(ActorPath path, string returned)
        : base($"{path} starts, and there is nothing before it that '{returned}' could mean; return a behaviour that handles messages, or Stopped")
    {
        Path = path;
        Returned = returned;
    }

    /// <summary>Which actor.</summary>
    public ActorPath Path { get; }

    /// <summary>What the set-up returned.</summary>
    public string Returned { get; }
}
