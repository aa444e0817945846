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
            if (IsPool) Resize(_size);
            else Publish([.. plan.Find(System).Distinct().Take(Router.MaxRoutees).Select(Member)]);
        }
        catch (Exception)
        {
            SendSystem(new StopMessage()); // half a pool is none
            throw;
        }
    }

    /// <summary>The first turn, and the first of each restart, which has stopped a pool's routees.</summary>
    internal void OnStart()
    {
        if (IsPool && _hasStarted)
        {
            Publish([.. Routees.Where(routee => routee.Ref.IsAlive)]);
            Resize(_size);
        }

        _hasStarted = true;
        foreach (var routee in Routees) Typed.Watch(routee.Ref);
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

        return !IsPool || Routees.Length > 0;
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

    /// <summary>Grows a pool, or has its last ones end after what they have.</summary>
    internal void Resize(int size)
    {
        _size = size;
        var routees = Routees;
        if (routees.Length > size)
        {
            Publish(routees[..size]);
            foreach (var routee in routees[size..]) ActorSystem.Poison(routee.Ref);
            return;
        }

        var added = new List<Routee<T>>();
        try
        {
            while (routees.Length + added.Count < size) added.Add(Spawn(FreeSlot(routees, added)));
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
        foreach (var routee in Routees) ActorSystem.Poison(routee.Ref);
        if (Routees.Length == 0) SendSystem(new StopMessage());
    }

    private bool TryReplace(Routee<T> dead, out Routee<T> successor)
    {
        successor = default;
        try
        {
            if (!_replacements.TryRestart(Router.Replacements, System.Time, System.Time.GetTimestamp())) throw new InvalidOperationException(
                $"{Router.Replacements.MaxRestarts} routees were replaced within {Router.Replacements.Window} already; the pool goes on without this one");
            successor = Spawn(dead.Slot);
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
        var routee = new Routee<T>(System.SpawnChild(Typed, plan.Routee!, name), slot);
        if (Typed.State is CellState.Running or CellState.Suspended) Typed.Watch(routee.Ref); // else the start does
        return routee;
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
