namespace Actors;

/// <summary>A timer of an actor's. It ends with the actor and with a restart.</summary>
internal abstract class ActorTimer : Cancellable
{
    /// <summary>Ends it without taking it out of the cell's table.</summary>
    internal abstract void Disarm();
}
