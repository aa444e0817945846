namespace Actors;

/// <summary>To a parent: a child's handler threw and waits for a directive; or, with <paramref name="hasStopped"/>, its set-up threw and it waits for none.</summary>
internal sealed class ChildFailedMessage(Cell child, Exception cause, bool hasStopped, int groupDirectives = 0) : SystemMessage
{
    internal Cell Child => child;

    internal Exception Cause => cause;

    internal bool HasStopped => hasStopped;

    /// <summary>How many directives for the group the child had seen when it failed.</summary>
    internal int GroupDirectives => groupDirectives;
}

/// <summary>To a parent: a child has stopped for good; its name is free.</summary>
internal sealed class ChildStoppedMessage(Cell child) : SystemMessage
{
    internal Cell Child => child;
}

/// <summary>From a parent to a failed child, or to its siblings; to be applied after <paramref name="delay"/>.</summary>
internal sealed class DirectiveMessage(Directive directive, Exception cause, TimeSpan delay) : SystemMessage
{
    internal Directive Directive => directive;

    internal Exception Cause => cause;

    internal TimeSpan Delay => delay;

    /// <summary>True if not the receiver failed but a sibling.</summary>
    internal bool IsForGroup { get; init; }
}

/// <summary>The gate that kept a virtual actor from its messages has opened.</summary>
internal sealed class ThawMessage : SystemMessage;

/// <summary>Stop without running any more of the actor's own code: somebody else is this actor now.</summary>
internal sealed class AbandonMessage : SystemMessage;

/// <summary>From an actor to itself: messages have been put in front of its mailbox, so look there first.</summary>
internal sealed class UnstashMessage : SystemMessage;
