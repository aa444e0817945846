namespace Actors;

/// <summary>Run the set-up.</summary>
internal sealed class StartMessage : SystemMessage;

/// <summary>To a parent: a child's handler threw and waits for a directive.</summary>
internal sealed class ChildFailedMessage(Cell child, Exception cause) : SystemMessage
{
    internal Cell Child => child;

    internal Exception Cause => cause;
}

/// <summary>To a parent: a child has stopped for good; its name is free.</summary>
internal sealed class ChildStoppedMessage(Cell child) : SystemMessage
{
    internal Cell Child => child;
}

/// <summary>From a parent to a failed child.</summary>
internal sealed class DirectiveMessage(Directive directive, Exception cause) : SystemMessage
{
    internal Directive Directive => directive;

    internal Exception Cause => cause;
}

/// <summary>The gate that kept a virtual actor from its messages has opened.</summary>
internal sealed class ThawMessage : SystemMessage;

/// <summary>Stop without running any more of the actor's own code: somebody else is this actor now.</summary>
internal sealed class AbandonMessage : SystemMessage;
