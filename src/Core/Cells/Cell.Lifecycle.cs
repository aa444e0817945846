namespace Actors;

/// <content>From one state to the next, and the signals that say so.</content>
internal abstract partial class Cell
{
    /// <summary>The only way to change the state.</summary>
    /// <exception cref="InvalidActorStateTransitionException"><see cref="Lifecycle"/> knows no such step.</exception>
    private void MoveTo(CellState next)
    {
        if (!Lifecycle.MayFollow(State, next)) throw new InvalidActorStateTransitionException(Path, State, next);
        State = next;
    }

    /// <summary>Makes the behaviour and runs its set-up. On failure the actor stops, and its parent is told.</summary>
    private protected void Start()
    {
        MoveTo(CellState.Starting);
        try
        {
            if (InstallBehavior()) Deliver(PreStart.Instance);
            else BeginStop();
        }
        catch (Exception cause)
        {
            OnStartFailed(new ActorInitializationException(Path, cause));
        }

        if (State != CellState.Starting) return; // stopped
        if (IsPaused) AfterPause(EndStart);
        else BeginToRun();
    }

    private void EndStart(Exception? cause)
    {
        if (cause is null) BeginToRun();
        else OnStartFailed(new ActorInitializationException(Path, cause));
    }

    private void BeginToRun()
    {
        MoveTo(CellState.Running);
        if (System.Events.Wants(EventKinds.Started)) System.Events.Publish(new ActorStarted(Self));
    }

    private void OnStartFailed(ActorInitializationException cause)
    {
        ActorMetrics.OnFailed(System, cause.InnerException!);
        CoreLog.StartFailed(System.Log, cause, Path.ToString());
        Parent?.SendSystem(new ChildFailedMessage(this, cause, hasStopped: true));
        BeginStop();
    }

    private void Abandon()
    {
        foreach (var child in ListChildren()) child.SendSystem(new AbandonMessage());
        ForgetBehavior();
        BeginStop();
    }

    /// <summary>A signal in the middle of life: what its handler throws is a failure of the actor's.</summary>
    private protected void Signal(Signal signal)
    {
        try
        {
            Deliver(signal);
        }
        catch (Exception cause)
        {
            Fail(cause);
        }
    }

    /// <summary>A signal to an instance that ends: what its handler throws changes nothing.</summary>
    private void SignalEnd(Signal signal)
    {
        try
        {
            Deliver(signal);
        }
        catch (Exception cause)
        {
            CoreLog.SignalFailed(System.Log, cause, Path.ToString(), signal.GetType().Name);
        }
    }
}
