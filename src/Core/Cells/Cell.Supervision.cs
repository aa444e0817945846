namespace Actors;

/// <content>Failures: the failed actor waits suspended, the parent decides.</content>
internal abstract partial class Cell
{
    /// <summary>The handler threw. Suspends the actor and asks the parent what to do.</summary>
    private protected void Fail(Exception cause)
    {
        if (State is CellState.Stopping or CellState.Stopped) return;
        State = CellState.Suspended;
        Details.Failure = cause;
        if (Parent is null) System.OnGuardianFailed(cause);
        else Parent.SendSystem(new ChildFailedMessage(this, cause));
    }

    private void OnChildFailed(Cell child, Exception cause)
    {
        if (!ReferenceEquals(FindChild(child.Name), child)) return;
        if (State is CellState.Stopping or CellState.Stopped or CellState.Restarting) return; // it has been told to stop
        var directive = Decide(cause);
        if (directive == Directive.Restart
            && !(child.Details.Restarts ??= new RestartWindow()).TryRestart(Strategy, System.Time, System.Time.GetTimestamp()))
        {
            directive = Directive.Stop;
        }

        CoreLog.ActorFailed(System.Log, cause, child.Path.ToString(), directive);
        if (directive == Directive.Escalate) Fail(cause);
        else child.SendSystem(new DirectiveMessage(directive, cause));
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
        if (State != CellState.Suspended) return;
        DropFailedMessage();
        switch (directive)
        {
            case Directive.Resume:
                Details.Failure = null;
                State = CellState.Running;
                ResumeSuspendedChildren();
                break;
            case Directive.Restart:
                Signal(new PreRestart(cause));
                CancelTimers();
                if (!StopChildren(CellState.Restarting)) FinishRestart();
                break;
            default:
                BeginStop();
                break;
        }
    }

    /// <summary>A child whose failure this actor escalated is still suspended; resuming the parent resumes it too.</summary>
    private void ResumeSuspendedChildren()
    {
        foreach (var child in ListChildren())
        {
            if (child.State == CellState.Suspended) child.SendSystem(new DirectiveMessage(Directive.Resume, child.Failure!));
        }
    }

    private void FinishRestart()
    {
        Details.Failure = null;
        State = CellState.Running;
        try
        {
            if (!InstallBehavior()) BeginStop();
        }
        catch (Exception cause)
        {
            Fail(new ActorInitializationException(Path, cause));
        }
    }
}
