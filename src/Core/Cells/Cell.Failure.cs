namespace Actors;

/// <content>As the one that failed: suspended until the parent's directive, which is then applied.</content>
internal abstract partial class Cell
{
    /// <summary>A handler threw. Suspends the actor and asks the parent what to do.</summary>
    private protected void Fail(Exception cause)
    {
        if (State is CellState.Stopping or CellState.Stopped) return;
        if (State == CellState.Suspended)
        {
            CoreLog.FailedAgain(System.Log, cause, Path.ToString()); // a hook that threw, and later what it awaited: one failure
            return;
        }

        MoveTo(CellState.Suspended);
        ActorMetrics.OnFailed(System, cause);
        var details = Details;
        details.Failure = cause;
        if (Parent is null) System.OnGuardianFailed(cause, details.Escalated?[^1].Child.Path ?? Path);
        else Parent.SendSystem(new ChildFailedMessage(this, cause, hasStopped: false, details.GroupDirectives));
    }

    private void OnDirective(DirectiveMessage message)
    {
        if (message.IsForGroup)
        {
            Details.GroupDirectives++;
            if (message.Directive.Kind == DirectiveKind.Stop)
            {
                BeginStop();
                return;
            }

            if (State is not (CellState.Running or CellState.Suspended)) return; // fresh already, or soon, or ending
            if (State == CellState.Running) MoveTo(CellState.Suspended);
            Details.Failure = message.Cause; // what it may have failed of itself counts no more
        }
        else if (State != CellState.Suspended || !ReferenceEquals(Details.Failure, message.Cause))
        {
            return;
        }

        CancelBackoff();
        if (message.Delay > TimeSpan.Zero) Delay(message);
        else Apply(message.Directive, message.Cause);
    }

    /// <summary>Tells itself the directive again when the time has come.</summary>
    private void Delay(DirectiveMessage message)
    {
        var later = new DirectiveMessage(message.Directive, message.Cause, TimeSpan.Zero);
        Details.Backoff = System.Time.CreateTimer(_ => SendSystem(later), null, message.Delay, Timeout.InfiniteTimeSpan);
    }

    private void CancelBackoff()
    {
        if (_details?.Backoff is not { } timer) return;
        _details.Backoff = null;
        timer.Dispose();
    }

    private void Apply(Directive directive, Exception cause)
    {
        if (directive.Kind is DirectiveKind.Resume or DirectiveKind.Retry && !HasBehavior) directive = Directive.Stop; // a restart failed: there is nothing to go on with
        if (directive.Kind == DirectiveKind.Retry)
        {
            Details.Retries++;
            RetryFailedMessage();
        }
        else
        {
            Details.Retries = 0;
            DropFailedMessage();
        }

        switch (directive.Kind)
        {
            case DirectiveKind.Resume:
            case DirectiveKind.Retry:
                Details.Failure = null;
                MoveTo(CellState.Running);
                ResumeEscalated();
                SignalDeferred();
                break;
            case DirectiveKind.Restart:
                BeginRestart(cause);
                break;
            default:
                BeginStop();
                break;
        }
    }

    private void BeginRestart(Exception cause)
    {
        SignalEnd(new PreRestart(cause));
        AfterPause(ofHook =>
        {
            LogHook(ofHook, nameof(PreRestart));
            CancelTimers();
            ForgetChildren();
            Details.Escalated = null;
            var children = CloseToChildren(CellState.Restarting);
            Stop(children);
            if (children.Length == 0) FinishRestart();
        });
    }

    private void FinishRestart()
    {
        try
        {
            if (InstallBehavior()) Deliver(new PostRestart(Details.Failure!));
            else BeginStop();
        }
        catch (Exception cause)
        {
            EndRestart(cause);
            return;
        }

        if (State == CellState.Restarting) AfterPause(EndRestart); // else stopped
    }

    private void EndRestart(Exception? cause)
    {
        if (cause is not null)
        {
            ForgetBehavior();
            Fail(new ActorInitializationException(Path, cause));
            return;
        }

        ActorMetrics.OnRestarted(System);
        var failure = Details.Failure!;
        Details.Failure = null;
        MoveTo(CellState.Running);
        if (System.Events.Wants(EventKinds.Restarted)) System.Events.Publish(new ActorRestarted(Self, failure));
        SignalDeferred();
    }

    /// <summary>True if it failed while it handled a message, which is still first in the queue. For the parent too, while this actor is suspended.</summary>
    private protected abstract bool HasFailedMessage { get; }

    /// <summary>Sends the message whose handler threw to the dead letters, if it is still first in the queue.</summary>
    private protected abstract void DropFailedMessage();

    /// <summary>Has the message whose handler threw handled again, before all others.</summary>
    private protected abstract void RetryFailedMessage();
}
