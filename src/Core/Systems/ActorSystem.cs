using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// A hierarchy of actors and what they share: clock, dispatcher, dead letters. Users' actors stand under <c>/user</c>,
/// the library's own under <c>/system</c>. Thread-safe. A process may hold several.
/// </summary>
public sealed partial class ActorSystem : IAsyncDisposable
{
    private readonly Cell<object> _root;
    private readonly Cell<object> _user;
    private readonly ActorSystemOptions _options;
    private readonly Lock _randomLock = new();
    private IRefResolver[] _resolvers = [];
    private readonly ulong _firstUid;
    private ulong _lastUid;
    private long _stopped;
    private long _lastAnonymous;

    private ActorSystem(string name, ActorSystemOptions options)
    {
        options.Validate();
        ActorPath.CheckSegment(name, name);
        Name = name;
        _options = options;
        Log = new SteadyLogger(options.LoggerFactory.CreateLogger("Actors"));
        Events = new EventStream(Log);
        DeadLetters = new DeadLetters(this, options);
        AskTimeouts = new AskWheel(options.Time);
        _lastUid = _firstUid = (ulong)NextRandom(int.MaxValue) << 32; // two lives of a process do not number their actors alike
        _root = new Cell<object>(this, null, "", Guardian(SupervisionStrategy.Always(Directive.Escalate))); // what is escalated to it ends the system
        _root.Wake();
        _user = AddGuardian("user", options.Supervision);
        SystemGuardian = AddGuardian("system", SupervisionStrategy.Default);
        ActorMetrics.Add(this);
    }

    /// <summary>The system's name, the part before <c>@</c> in addresses.</summary>
    public string Name { get; }

    /// <summary>Messages that were not handled.</summary>
    public DeadLetters DeadLetters { get; }

    /// <summary>What happens in the system: dead letters, and actors that start, stop, restart or fail.</summary>
    public EventStream Events { get; }

    /// <summary>The clock that everything in the system goes by.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>Where peers reach this system, once a remote layer has bound it; else null.</summary>
    public NodeAddress? Node { get; internal set; }

    internal Dispatcher Dispatcher => _options.Dispatcher;

    internal ILoggerFactory LoggerFactory => _options.LoggerFactory;

    internal ILogger Log { get; }

    /// <summary>Where actors' own lines go.</summary>
    internal ILogger ActorLog => field ??= _options.LoggerFactory.CreateLogger("Actors.Actor");

    internal AskTable Asks { get; } = new();

    internal AskWheel AskTimeouts { get; }

    internal Cell<object> SystemGuardian { get; }

    /// <summary>Creates a system.</summary>
    /// <param name="name">Letters, digits, <c>_ - .</c></param>
    /// <param name="options">Null: the defaults.</param>
    public static ActorSystem Create(string name, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new ActorSystem(name, options ?? new ActorSystemOptions());
    }

    /// <summary>Starts an actor at <c>/user/name</c>.</summary>
    /// <exception cref="ActorNameExistsException">The name is taken.</exception>
    /// <exception cref="InvalidActorPathException">The name is not a valid segment.</exception>
    public ActorRef<T> Spawn<T>(Props<T> props, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return SpawnChild(_user, props, name);
    }

    /// <summary>Starts an actor under <c>/user</c> with a name of its own making.</summary>
    public ActorRef<T> SpawnAnonymous<T>(Props<T> props) => SpawnChild(_user, props, null);

    /// <summary>Stops an actor after its current message; what is queued goes to the dead letters.</summary>
    public static void Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        actor.SendSystem(new StopMessage());
    }

    /// <summary>Stops an actor after what is queued now.</summary>
    public static void Poison(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor is IPoisonable local) local.Poison();
        else Stop(actor);
    }

    /// <summary>Completes when <paramref name="actor"/> has stopped, at once if it is gone.</summary>
    public static Task WhenTerminated(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var completion = new CompletionRef(actor.System.Dispatcher);
        actor.SendSystem(new WatchMessage(completion));
        return completion.Terminated;
    }

    internal Cell<object> AddGuardian(string name, SupervisionStrategy strategy)
    {
        var guardian = new Cell<object>(this, _root, name, Guardian(strategy));
        _root.TryAddChild(guardian, refuse: true);
        guardian.Wake(); // it has to run before it can fail
        return guardian;
    }

    private static Props<object> Guardian(SupervisionStrategy strategy) => Props.FromBehavior(Behavior.Empty<object>()).WithSupervision(strategy);

    internal ActorRef<T> SpawnChild<T>(Cell parent, Props<T> props, string? name)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null) ActorPath.CheckSegment(name, name);
        if (parent.Gate is { } gate && props.Gate is null) props = props with { Gate = gate };
        Cell<T> cell;
        do
        {
            // A name of our own making is a valid segment, so that the actor's address means something elsewhere too.
            cell = new Cell<T>(this, parent, name ?? string.Create(CultureInfo.InvariantCulture, $"_{Interlocked.Increment(ref _lastAnonymous)}"), props);
        }
        while (!parent.TryAddChild(cell, refuse: name is not null));
        if (props.Router is not null) ((RouterRef<T>)cell.Self).Open();
        if (props.NeedsStart || Events.Wants(EventKinds.Started)) cell.Wake();
        return cell.Self;
    }

    internal void AddResolver(IRefResolver resolver) => _resolvers = [.. _resolvers, resolver];

    /// <summary>One in so many messages is timed while somebody listens.</summary>
    internal int MeasureOneIn => _options.MeasureOneIn;

    /// <summary>Actors spawned and not stopped.</summary>
    internal long ActorsAlive => (long)(Volatile.Read(ref _lastUid) - _firstUid) - Volatile.Read(ref _stopped);

    internal void OnActorStopped() => Interlocked.Increment(ref _stopped);

    internal ulong NextUid() => Interlocked.Increment(ref _lastUid);

    internal int NextRandom(int below)
    {
        lock (_randomLock) return _options.Random.Next(below);
    }

    /// <summary>From 0 to 1, excluded.</summary>
    internal double NextChance()
    {
        lock (_randomLock) return _options.Random.NextDouble();
    }

    internal void NextRandomBytes(Span<byte> bytes)
    {
        lock (_randomLock) _options.Random.NextBytes(bytes);
    }
}
