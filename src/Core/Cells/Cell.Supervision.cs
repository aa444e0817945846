namespace Actors;

/// <content>As a parent: what becomes of a child that failed.</content>
internal abstract partial class Cell
{
    private void OnChildFailed(ChildFailedMessage failed)
    {
        var child = failed.Child;
        if (!ReferenceEquals(FindChild(child.Name), child)) return;
        bool stops = failed.HasStopped || State is CellState.Stopping or CellState.Stopped or CellState.Restarting; // or has been told to
        if (stops)
        {
            Report(child, failed.Cause, Directive.Stop);
            SignalOrDefer(new ChildFailed(child.Self, failed.Cause) { Directive = Directive.Stop });
            return;
        }

        if (failed.GroupDirectives != child.Details.GroupDirectivesSent) return; // it failed before it heard what a sibling's failure means for it
        var strategy = StrategyFor(child, failed.Cause);
        var (directive, delay) = Decide(strategy, child, failed.Cause);
        CoreLog.ActorFailed(System.Log, failed.Cause, child.Path.ToString(), directive);
        Report(child, failed.Cause, directive);
        if (directive.Kind == DirectiveKind.Escalate)
        {
            Escalate(failed);
            return;
        }

        child.SendSystem(new DirectiveMessage(directive, failed.Cause, delay));
        if (ReferenceEquals(strategy, Strategy) && strategy.Scope != SupervisionScope.One && directive.Kind is DirectiveKind.Restart or DirectiveKind.Stop) TellSiblings(child, directive, failed.Cause, delay);
        SignalOrDefer(new ChildFailed(child.Self, failed.Cause) { Directive = directive });
    }

    private void Report(Cell child, Exception cause, Directive directive)
    {
        if (System.Events.Wants(EventKinds.Failed)) System.Events.Publish(new ActorFailed(child.Self, cause, directive));
    }

    /// <summary>The siblings' part in an all-for-one or rest-for-one. Uids grow in the order of spawning.</summary>
    private void TellSiblings(Cell failed, Directive directive, Exception cause, TimeSpan delay)
    {
        foreach (var sibling in ListChildren())
        {
            if (ReferenceEquals(sibling, failed) || (Strategy.Scope == SupervisionScope.Rest && sibling.Uid < failed.Uid)) continue;
            sibling.Details.GroupDirectivesSent++;
            sibling.SendSystem(new DirectiveMessage(directive, cause, delay) { IsForGroup = true });
        }
    }

    /// <summary>The child waits for what is decided about this actor. One that waits for a decision itself asks for no second.</summary>
    private void Escalate(ChildFailedMessage failed)
    {
        (Details.Escalated ??= []).Add(failed);
        if (State != CellState.Suspended) Fail(failed.Cause);
    }

    /// <summary>What the strategy says, within the limits on retries and restarts.</summary>
    private (Directive Directive, TimeSpan Delay) Decide(SupervisionStrategy strategy, Cell child, Exception cause)
    {
        var directive = Ask(strategy, cause);
        if (directive.Kind == DirectiveKind.Retry && (!child.HasFailedMessage || child.Details.Retries >= directive.Times)) directive = directive.Next!;
        if (directive.Kind is not (DirectiveKind.Restart or DirectiveKind.Retry)) return (directive, TimeSpan.Zero);
        var history = strategy.Scope == SupervisionScope.One || !ReferenceEquals(strategy, Strategy) ? child.Details.Restarts ??= new() : Details.GroupRestarts ??= new();
        long now = System.Time.GetTimestamp();
        if (directive.Kind == DirectiveKind.Restart && !history.TryRestart(strategy, System.Time, now)) return (Directive.Stop, TimeSpan.Zero);
        return (directive, strategy.Backoff is { } backoff ? history.NextDelay(backoff, System.Time, now, System.NextChance()) : TimeSpan.Zero);
    }

    /// <summary>The child's own, unless it leaves the decision to its parent.</summary>
    private SupervisionStrategy StrategyFor(Cell child, Exception cause) =>
        child.Details.OwnStrategy is { } own && Ask(own, cause).Kind != DirectiveKind.Escalate ? own : Strategy;

    private Directive Ask(SupervisionStrategy strategy, Exception cause)
    {
        try
        {
            return strategy.Decide(cause);
        }
        catch (Exception error)
        {
            CoreLog.SignalFailed(System.Log, error, Path.ToString(), "a child's failure");
            return Directive.Stop;
        }
    }

    /// <summary>A suspended actor is told when it goes on; one that ends is not told at all.</summary>
    private void SignalOrDefer(ChildFailed signal)
    {
        if (State == CellState.Running && !IsPaused) Signal(signal);
        else if (State == CellState.Suspended || IsPaused) (Details.Deferred ??= []).Add(signal);
    }

    /// <summary>A child whose failure this actor escalated is still suspended; resuming the parent resumes it too.</summary>
    private void ResumeEscalated()
    {
        if (Details.Escalated is not { } escalated) return;
        Details.Escalated = null;
        foreach (var failed in escalated) failed.Child.SendSystem(new DirectiveMessage(Directive.Resume, failed.Cause, TimeSpan.Zero));
    }
}
