namespace Actors;

/// <summary>What the runtime needs of an ask's ref whatever the reply's type.</summary>
internal interface IAskRef
{
    /// <summary>Ends the ask with an error, if it is not over.</summary>
    void Fail(Exception error);

    /// <summary>The number the ask is known by on the wire, given when it first leaves the process.</summary>
    ulong Number { get; }

    /// <summary>Who was asked, while the ask waits; else null.</summary>
    ActorRef? Target { get; }
}
