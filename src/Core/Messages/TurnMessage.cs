namespace Actors;

/// <summary>Something to be done on an actor's own turn, whatever its state; it never throws.</summary>
internal sealed class TurnMessage(Action run) : SystemMessage
{
    internal void Run() => run();
}
