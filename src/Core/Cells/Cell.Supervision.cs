namespace Actors;

/// <content>Failures: the failed actor waits suspended, the parent decides.</content>
internal abstract partial class Cell
{
    /// <summary>The handler threw. Suspends the actor and asks the parent what to do.</summary>
    private protected void Fail(Exception cause)
    {
        if (State is CellState.Stopping or CellState.Stopped) return;
        State = CellState.Suspended;
        ActorMetrics.OnFailed(System, cause);
        Details.Failure = cause;
        if (Parent is null) System.OnGuardianFailed(cause);
        else Parent.SendSystem(new ChildFailedMessage(this, cause));
    }

    private void OnChildFailed(ChildFailedMessage failed)
    {
        var (child, cause) = (failed.Child, failed.Cause);
        if (!ReferenceEquals(FindChild(child.Name), child)) return;
        if (State is CellState.Stopping or CellState.Stopped or CellState.Restarting) return; // it has been told to stop
        var directive = Decide(cause);
        if (directive == Directive.Restart
            && !(child.Details.Restarts ??= new RestartWindow()).TryRestart(Strategy, System.Time, System.Time.GetTimestamp()))
        {
            directive = Directive.Stop;
        }

        CoreLog.ActorFailed(System.Log, cause, child.Path.ToString(), directive);
        if (directive == Directive.Escalate) Escalate(failed);
        else child.SendSystem(new DirectiveMessage(directive, cause));
    }

    /// <summary>The child waits for what is decided about this actor. One that waits for a decision itself asks for no second.</summary>
    private void Escalate(ChildFailedMessage failed)
    {
        (Details.Escalated ??= []).Add(failed);
        if (State != CellState.Suspended) Fail(failed.Cause);
    }

    private Directive Decide(Exception cause)
    {
        try
        {
            return Strategy.Decide(cause);
        }
        catch (Exception error)
        {
            CoreLog.SignalFailed(System.Log, error, Path.ToString(), "a child's failure");
            return Directive.Stop;
        }
    }

    private void OnDirective(Directive directive, Exception cause)
    {
        if (State != CellState.Suspended || !ReferenceEquals(Details.Failure, cause)) return;
        if (directive == Directive.Resume && !HasBehavior) directive = Directive.Stop; // a restart failed: there is nothing to go on with
        DropFailedMessage();
        switch (directive)
        {
            case Directive.Resume:
                Details.Failure = null;
                State = CellState.Running;
                ResumeEscalated();
                SignalDeferred();
                break;
            case Directive.Restart:
                Signal(new PreRestart(cause));
                CancelTimers();
                ForgetChildren();
                Details.Escalated = null;
                if (!StopChildren(CellState.Restarting)) FinishRestart();
                break;
            default:
                BeginStop();
                break;
        }
    }

    /// <summary>A child whose failure this actor escalated is still suspended; resuming the parent resumes it too.</summary>
    private void ResumeEscalated()
    {
        if (Details.Escalated is not { } escalated) return;
        Details.Escalated = null;
        foreach (var failed in escalated) failed.Child.SendSystem(new DirectiveMessage(Directive.Resume, failed.Cause));
    }

    private void FinishRestart()
    {
        Details.Failure = null;
        State = CellState.Running;
        ActorMetrics.OnRestarted(System);
        try
        {
            if (InstallBehavior()) SignalDeferred();
            else BeginStop();
        }
        catch (Exception cause)
        {
            Fail(new ActorInitializationException(Path, cause));
        }
    }
}
