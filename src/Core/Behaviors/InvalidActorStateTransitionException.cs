namespace Actors;

/// <summary>An actor was to go from one state of its life to one that cannot follow: for example, one that starts was told to go on as before.</summary>
public sealed class InvalidActorStateTransitionException : ActorException
{
    /// <summary>Creates the exception for the actor at <paramref name="path"/>, whose set-up returned <paramref name="returned"/>.</summary>
    public InvalidActorStateTransitionException(ActorPath path, string returned)
        : base($"{path} starts, and there is nothing before it that '{returned}' could mean; return a behaviour that handles messages, or Stopped")
    {
        Path = path;
        From = nameof(CellState.Starting);
        To = returned;
    }

    internal InvalidActorStateTransitionException(ActorPath path, CellState from, CellState to)
        : base($"{path} is {from} and cannot become {to}")
    {
        Path = path;
        From = from.ToString();
        To = to.ToString();
    }

    /// <summary>Which actor.</summary>
    public ActorPath Path { get; }

    /// <summary>The state it is in.</summary>
    public string From { get; }

    /// <summary>What it was to become: a state, or what its set-up returned.</summary>
    public string To { get; }
}
