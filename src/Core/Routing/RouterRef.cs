namespace Actors;

/// <summary>A router: its ref chooses on the teller's thread and tells the routee, so a message costs no turn of the router's.</summary>
/// <remarks>
/// The routees stand in an immutable <see cref="Routes{T}"/>, which the router's own turns replace. A teller that took the
/// old one just before may still tell a routee that is leaving: if that has stopped by then, a dead letter says so.
/// </remarks>
internal sealed class RouterRef<T>(Cell<T> cell, RouterPlan<T> plan) : LocalRef<T>(cell)
{
    private readonly RestartHistory _replacements = new();
    private Routes<T> _routes = new NoRoutes<T>();
    private int _size = plan.Size;
    private int _lastName;
    private bool _isOpen; // until then the routees are the spawner's, and the router's turns leave them alone
    private bool _hasStarted;
    private bool _drains;

    internal bool IsPool => plan.Routee is not null;

    internal Routee<T>[] Routees => Volatile.Read(ref _routes).All;

    public override void Tell(T message, ActorRef? sender)
    {
        if (message is null) ThrowNull();
        if (!Volatile.Read(ref _routes).Tell(message!, sender)) System.DeadLetters.Publish(message, Path.ToString(), sender, DeadLetterReason.NoRoutee);
    }

    public override ValueTask TellAsync(T message, CancellationToken cancellationToken = default)
    {
        if (message is null) ThrowNull();
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var routes = Volatile.Read(ref _routes);
        if (routes.All.Length > 0) return routes.TellAsync(message!, cancellationToken);
        Tell(message, null);
        return ValueTask.CompletedTask;
    }

    internal override Task? Offer(T message, ActorRef? sender)
    {
        var routes = Volatile.Read(ref _routes);
        if (routes.All.Length > 0) return routes.Offer(message, sender);
        Tell(message, sender);
        return null;
    }

    public override long WaitingWithin(int levels)
    {
        long waiting = 0;
        if (levels == 0) return waiting; // a group may hold itself
        foreach (var routee in Routees) waiting += (routee.Ref.Origin as ILocalRef)?.WaitingWithin(levels - 1) ?? 0;
        return waiting;
    }

    /// <summary>The routees of a pool end after what they have; then the router does. A group's go on.</summary>
    public override void Poison()
    {
        if (IsPool) SendSystem(new TurnMessage(Drain));
        else base.Poison();
    }

    /// <summary>Before anybody can tell it anything, so that no message has to wait for the router's first turn and be overtaken.</summary>
    internal void Open()
    {
        try
        {
            if (IsPool) Grow([]);
            else Publish([.. plan.Find(System).Distinct().Take(Router.MaxRoutees).Select(Member)]);
        }
        catch (Exception)
        {
            SendSystem(new StopMessage()); // half a pool is none
            throw;
        }

        Volatile.Write(ref _isOpen, true);
        SendSystem(new TurnMessage(OnOpened)); // a routee that failed at once may have had the router start meanwhile
    }

    /// <summary>The first turn, and the first of each restart, which has stopped a pool's routees. False: the router ends.</summary>
    internal bool OnStart()
    {
        bool again = _hasStarted;
        _hasStarted = true;
        if (!Volatile.Read(ref _isOpen)) return true; // then OnOpened goes on
        if (IsPool && again)
        {
            if (_drains) return false;
            Grow([]);
        }

        WatchRoutees();
        return !_drains || HasLivingChild;
    }

    /// <summary>A routee has stopped. False: the router ends, because its pool is empty.</summary>
    internal bool OnTerminated(ActorRef actor)
    {
        var routees = Routees;
        int index = Array.FindIndex(routees, routee => routee.Ref.Equals(actor));
        if (index >= 0)
        {
            if (IsPool && !_drains && TryReplace(routees[index], out var successor))
                Publish([.. routees[..index], successor, .. routees[(index + 1)..]]);
            else
                Publish([.. routees[..index], .. routees[(index + 1)..]]);
        }

        return !IsPool || Routees.Length > 0 || HasLivingChild; // one that left when the pool shrank has still to end
    }

    /// <summary>On the router's turn; the task ends as a turn of its own.</summary>
    internal Task ChangeAsync(Action change)
    {
        var done = new TaskCompletionSource();
        SendSystem(new TurnMessage(() =>
        {
            Exception? error = null;
            try
            {
                if (Typed.State is CellState.Stopping or CellState.Stopped || _drains) throw new InvalidOperationException($"the router {Path} stops");
                if (!Volatile.Read(ref _isOpen)) throw new InvalidOperationException($"the router {Path} is being spawned; change it when the spawn has returned");
                change();
            }
            catch (Exception thrown)
            {
                error = thrown;
            }

            System.Dispatcher.NextTurn().OnCompleted(() =>
            {
                if (error is null) done.SetResult();
                else done.SetException(error);
            });
        }));
        return done.Task;
    }

    /// <summary>Grows a pool, or has its last ones end after what they have. One that restarts gets the size when it does.</summary>
    internal void Resize(int size)
    {
        _size = size;
        if (Typed.State == CellState.Restarting) return;
        var routees = Routees;
        if (routees.Length > size)
        {
            Publish(routees[..size]);
            foreach (var routee in routees[size..]) ActorSystem.Poison(routee.Ref);
            return;
        }

        try
        {
            Grow(routees);
        }
        finally
        {
            if (Typed.State != CellState.New) WatchRoutees(); // else the start does
        }
    }

    /// <summary>Adds to <paramref name="routees"/> what is missing.</summary>
    private void Grow(Routee<T>[] routees)
    {
        var added = new List<Routee<T>>();
        try
        {
            while (routees.Length + added.Count < _size) added.Add(Spawn(FreeSlot(routees, added)));
        }
        finally
        {
            if (added.Count > 0) Publish([.. routees, .. added]);
        }
    }

    internal void Add(ActorRef<T> routee)
    {
        if (Routees.Any(known => known.Ref.Equals(routee))) return;
        if (Routees.Length >= Router.MaxRoutees) throw new InvalidOperationException($"the router {Path} has {Router.MaxRoutees} routees, which is the most");
        Publish([.. Routees, Member(routee)]);
        Typed.Watch(routee);
    }

    internal void Remove(ActorRef<T> routee)
    {
        Publish([.. Routees.Where(known => !known.Ref.Equals(routee))]);
        Typed.Unwatch(routee);
    }

    private void Drain()
    {
        if (Typed.State is CellState.Stopping or CellState.Stopped) return;
        _drains = true;
        if (!Volatile.Read(ref _isOpen)) return; // then OnOpened goes on
        foreach (var routee in Routees) ActorSystem.Poison(routee.Ref);
        if (!HasLivingChild) SendSystem(new StopMessage());
    }

    private void OnOpened()
    {
        if (Typed.State is CellState.Running or CellState.Suspended) WatchRoutees(); // else a start does
        if (_drains) Drain();
    }

    /// <summary>Whom it watches already it does not watch again.</summary>
    private void WatchRoutees()
    {
        foreach (var routee in Routees) Typed.Watch(routee.Ref);
    }

    /// <summary>By their state: one that has stopped may still stand in the table, but that the last one has ended is heard after it has.</summary>
    private bool HasLivingChild => Array.Exists(Typed.ListChildren(), static child => child.State != CellState.Stopped);

    private bool TryReplace(Routee<T> dead, out Routee<T> successor)
    {
        successor = default;
        try
        {
            if (!_replacements.TryRestart(Router.Replacements, System.Time, System.Time.GetTimestamp())) throw new InvalidOperationException(
                $"{Router.Replacements.MaxRestarts} routees were replaced within {Router.Replacements.Window} already; the pool goes on without this one");
            successor = Spawn(dead.Slot);
            Typed.Watch(successor.Ref);
            return true;
        }
        catch (Exception error)
        {
            CoreLog.RouteeNotReplaced(System.Log, error, dead.Ref.Path.ToString());
            return false;
        }
    }

    private Routee<T> Spawn(string slot)
    {
        // The name of one that has just ended may not be free yet.
        string name = string.Create(global::System.Globalization.CultureInfo.InvariantCulture, $"{slot}-{++_lastName}");
        return new Routee<T>(System.SpawnChild(Typed, plan.Routee!, name), slot);
    }

    private static string FreeSlot(Routee<T>[] routees, List<Routee<T>> added)
    {
        for (int number = 0; ; number++)
        {
            string slot = number.ToString(global::System.Globalization.CultureInfo.InvariantCulture);
            if (!routees.Any(routee => routee.Slot == slot) && !added.Exists(routee => routee.Slot == slot)) return slot;
        }
    }

    private static Routee<T> Member(ActorRef<T> routee) => new(routee, $"{routee.Address.Node?.Endpoint}{routee.Path}");

    private void Publish(Routee<T>[] routees) => Volatile.Write(ref _routes, plan.Routing.Over(System, routees));
}
