namespace Actors;

/// <content>Children, stopping and watching.</content>
internal abstract partial class Cell
{
    /// <summary>Adds a child. Any thread; a parent that is stopping refuses. False if the name is taken.</summary>
    /// <exception cref="ActorNameExistsException">A child of that name exists, and <paramref name="refuse"/> is true.</exception>
    /// <exception cref="InvalidOperationException">The parent is stopping.</exception>
    internal bool TryAddChild(Cell child, bool refuse)
    {
        var details = Details;
        lock (details)
        {
            if (State is CellState.Stopping or CellState.Stopped)
            {
                System.OnActorStopped(); // it has never lived
                child.Dispatcher.Release();
                throw new InvalidOperationException($"{Path} is stopping and takes no more children");
            }

            details.Children ??= new ChildTable();
            if (details.Children.TryAdd(child)) return true;
        }

        System.OnActorStopped();
        child.Dispatcher.Release();
        return refuse ? throw new ActorNameExistsException(Path.TrustedChild(child.Name)) : false;
    }

    /// <summary>A living child by name, or null. Any thread.</summary>
    internal Cell? FindChild(string name)
    {
        var details = _details;
        if (details?.Children is null) return null;
        lock (details) return details.Children.TryGet(name, out var child) ? child : null;
    }

    /// <summary>A copy of the children. Any thread.</summary>
    internal Cell[] ListChildren()
    {
        var details = _details;
        if (details?.Children is null) return [];
        lock (details) return details.Children.ToArray();
    }

    internal void Watch(ActorRef target)
    {
        if ((Details.Watching ??= []).Add(target)) target.SendSystem(new WatchMessage(Self));
    }

    internal void Unwatch(ActorRef target)
    {
        if (_details?.Watching?.Remove(target) == true) target.SendSystem(new UnwatchMessage(Self));
    }

    /// <summary>Stops the children and, when they are gone, the actor itself.</summary>
    private protected void BeginStop()
    {
        if (State is CellState.Stopping or CellState.Stopped) return;
        CancelBackoff();
        DropFailedMessage();
        var children = CloseToChildren(CellState.Stopping);
        SignalStopping();
        if (!IsPaused)
        {
            EndBeginStop(children);
            return;
        }

        AfterPause(cause =>
        {
            LogHook(cause, nameof(Stopping));
            EndBeginStop(children);
        });
    }

    private void EndBeginStop(Cell[] children)
    {
        Stop(children);
        if (children.Length == 0) FinishStop();
    }

    private static void Stop(Cell[] children)
    {
        foreach (var child in children) child.SendSystem(new StopMessage());
    }

    /// <summary>Changes the state so that no child can be added any more, and returns the children that there are.</summary>
    private Cell[] CloseToChildren(CellState state)
    {
        var details = _details;
        if (details is null)
        {
            MoveTo(state);
            // A child that another thread adds in this moment makes the details first, so look again after a full fence.
            Interlocked.MemoryBarrier();
            details = Volatile.Read(ref _details);
            if (details is null) return [];
        }

        lock (details)
        {
            if (State != state) MoveTo(state);
            return details.Children?.ToArray() ?? [];
        }
    }

    private void OnChildStopped(Cell child)
    {
        bool last = false;
        var details = Details;
        lock (details)
        {
            if (details.Children?.Remove(child) == true) last = details.Children.Count == 0;
        }

        if (Parent is null) System.OnGuardianStopped(child);
        if (!last) return;
        if (State == CellState.Stopping) FinishStop();
        else if (State == CellState.Restarting) FinishRestart();
    }

    private void FinishStop()
    {
        CancelTimers();
        SignalEnd(PostStop.Instance);
        if (!IsPaused)
        {
            EndFinishStop();
            return;
        }

        AfterPause(cause =>
        {
            LogHook(cause, nameof(PostStop));
            EndFinishStop();
        });
    }

    private void EndFinishStop()
    {
        MoveTo(CellState.Stopped);
        System.OnActorStopped();
        if (System.Events.Wants(EventKinds.Stopped)) System.Events.Publish(new ActorStopped(Self));
        DrainToDeadLetters(Depth); // what comes later is for a later turn: a flood must not keep the watchers waiting
        if (_details is { } details)
        {
            if (details.Watching is { } watching)
            {
                foreach (var target in watching) target.SendSystem(new UnwatchMessage(Self));
                details.Watching = null;
            }

            if (details.Watchers is { } watchers)
            {
                details.Watchers = null;
                foreach (var watcher in watchers) watcher.SendSystem(new TerminatedMessage(Self));
            }
        }

        Parent?.SendSystem(new ChildStoppedMessage(this));
        Dispatcher.Release();
    }

    private void AddWatcher(ActorRef watcher)
    {
        if (State == CellState.Stopped) watcher.SendSystem(new TerminatedMessage(Self));
        else (Details.Watchers ??= []).Add(watcher);
    }

    private void OnTerminated(ActorRef actor)
    {
        if (_details?.Watching is not { } watching || !watching.Contains(actor)) return; // unwatched meanwhile, or told already
        if (State is CellState.Suspended or CellState.Restarting || IsPaused)
        {
            (Details.Deferred ??= []).Add(new Terminated(actor));
            return;
        }

        watching.Remove(actor);
        if (State == CellState.Running) Signal(new Terminated(actor));
    }

    /// <summary>Tells the behaviour, which runs again, of what came while it was suspended.</summary>
    private void SignalDeferred()
    {
        if (_details?.Deferred is not { } deferred) return;
        _details.Deferred = null;
        foreach (var signal in deferred) // one that throws suspends the actor and defers the rest again
        {
            if (signal is Terminated terminated) OnTerminated(terminated.Actor);
            else SignalOrDefer((ChildFailed)signal);
        }
    }

    /// <summary>A restart stops the children of the old instance; that is no news for the fresh one.</summary>
    private void ForgetChildren()
    {
        _details?.Watching?.RemoveWhere(actor => actor is ILocalRef { Cell.Parent: { } parent } && ReferenceEquals(parent, this));
        _details?.Deferred?.RemoveAll(static signal => signal is ChildFailed);
    }

    internal void AddTimer(ActorTimer timer) => (Details.Timers ??= []).Add(timer);

    internal void RemoveTimer(ActorTimer timer) => _details?.Timers?.Remove(timer);

    private void CancelTimers()
    {
        if (_details?.Timers is not { } timers) return;
        _details.Timers = null;
        foreach (var timer in timers) timer.Disarm();
    }
}
