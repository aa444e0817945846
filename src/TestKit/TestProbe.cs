namespace Actors.TestKit;

/// <summary>
/// An actor that a test holds: what is told to <see cref="Ref"/> waits until the test looks at it. The same test works on
/// a manual dispatcher with virtual time (each expectation runs turns and moves the clock on the calling thread, and its
/// task is complete when it returns) and on real threads (it waits without blocking). For one test at a time; telling
/// the probe is thread-safe.
/// </summary>
/// <typeparam name="T">What the probe understands.</typeparam>
public sealed class TestProbe<T>
{
    private readonly TestPump _pump;
    private readonly ArrivalQueue<(T Message, ActorRef? Sender)> _arrived = new();
    private readonly Dictionary<ActorRef, Task> _watched = [];

    /// <summary>Starts a probe in <paramref name="system"/> at <c>/user/name</c>.</summary>
    /// <param name="system">Any system.</param>
    /// <param name="name">Null: a name of its own making.</param>
    /// <exception cref="ActorNameExistsException">The name is taken.</exception>
    public TestProbe(ActorSystem system, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        _pump = new TestPump(system);
        var props = Props.FromBehavior(Behavior.Receive<T>((context, message) =>
        {
            _arrived.Add((message, context.Sender));
            return Behavior.Same<T>();
        }));
        Ref = name is null ? system.SpawnAnonymous(props) : system.Spawn(props, name);
    }

    /// <summary>How long an expectation waits unless told otherwise: 3 s of the system's time.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Where the probe takes messages.</summary>
    public ActorRef<T> Ref { get; }

    /// <summary>Who told the message that was taken last.</summary>
    public ActorRef? LastSender { get; private set; }

    /// <summary>Messages that have come and have not been taken.</summary>
    public int Waiting => _arrived.Count;

    /// <summary>Takes the next message.</summary>
    /// <param name="within">How long to wait for it; default <see cref="DefaultTimeout"/>.</param>
    /// <exception cref="ExpectationException">None came in time.</exception>
    public async Task<T> ExpectMessage(TimeSpan? within = null) =>
        await TakeAsync(within).ConfigureAwait(false) is { } taken ? taken.Message : throw Failure($"a {typeof(T).Name}", within);

    /// <summary>Takes the next message, which must equal <paramref name="expected"/>.</summary>
    /// <exception cref="ExpectationException">None came in time, or another one.</exception>
    public async Task<T> ExpectMessage(T expected, TimeSpan? within = null)
    {
        if (await TakeAsync(within).ConfigureAwait(false) is not { } taken) throw Failure($"{expected}", within);
        return EqualityComparer<T>.Default.Equals(taken.Message, expected)
            ? taken.Message
            : throw new ExpectationException($"{Ref.Path} expected {expected} and got {taken.Message} from {Name(taken.Sender)}{_pump.Replay}");
    }

    /// <summary>Takes the next message, which must be a <typeparamref name="TMessage"/>.</summary>
    /// <exception cref="ExpectationException">None came in time, or one of another type.</exception>
    public async Task<TMessage> ExpectMessageOf<TMessage>(TimeSpan? within = null)
        where TMessage : T
    {
        if (await TakeAsync(within).ConfigureAwait(false) is not { } taken) throw Failure($"a {typeof(TMessage).Name}", within);
        return taken.Message is TMessage message
            ? message
            : throw new ExpectationException($"{Ref.Path} expected a {typeof(TMessage).Name} and got {taken.Message} from {Name(taken.Sender)}{_pump.Replay}");
    }

    /// <summary>Lets <paramref name="within"/> pass, in which no message may come; one that waits already counts.</summary>
    /// <exception cref="ExpectationException">A message came.</exception>
    public async Task ExpectNoMessage(TimeSpan within)
    {
        if (await TakeAsync(within).ConfigureAwait(false) is { } taken)
            throw new ExpectationException($"{Ref.Path} expected nothing for {Text(within)} and got {taken.Message} from {Name(taken.Sender)}{_pump.Replay}");
    }

    /// <summary>Takes messages until one is wanted, and drops those before it.</summary>
    /// <exception cref="ExpectationException">No wanted one came in time; the message lists those that came.</exception>
    public async Task<T> FishFor(Func<T, bool> isWanted, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        var dropped = new List<T>();
        T? caught = default;
        bool found = await _pump.WaitAsync(Fish, _arrived.NextArrival, within ?? DefaultTimeout).ConfigureAwait(false);
        return found ? caught! : throw new ExpectationException(
            $"{Ref.Path} fished for a {typeof(T).Name} for {Text(within ?? DefaultTimeout)}; {dropped.Count} others came: {string.Join(", ", dropped.Take(20))}{_pump.Replay}");

        bool Fish()
        {
            while (_arrived.TryTake(static _ => true, out var next))
            {
                (caught, LastSender) = next;
                if (isWanted(next.Message)) return true;
                dropped.Add(next.Message);
            }

            return false;
        }
    }

    /// <summary>Wants to know of the end of <paramref name="actor"/>; see <see cref="ExpectTerminated"/>. Watching twice is watching once.</summary>
    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _watched.TryAdd(actor, ActorSystem.WhenTerminated(actor));
    }

    /// <summary>Takes <see cref="Watch"/> back.</summary>
    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _watched.Remove(actor);
    }

    /// <summary>Waits until <paramref name="actor"/>, which the probe watches, has stopped; that ends the watch. Messages stay where they are.</summary>
    /// <exception cref="ExpectationException">It has not stopped in time.</exception>
    /// <exception cref="InvalidOperationException">The probe does not watch it.</exception>
    public async Task ExpectTerminated(ActorRef actor, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!_watched.TryGetValue(actor, out var end)) throw new InvalidOperationException($"{Ref.Path} does not watch {actor}; call Watch first");
        if (!await _pump.WaitAsync(() => end.IsCompleted, () => end, within ?? DefaultTimeout).ConfigureAwait(false))
            throw new ExpectationException($"{Ref.Path} expected {actor} to stop within {Text(within ?? DefaultTimeout)}{_pump.Replay}");
        _watched.Remove(actor);
    }

    /// <summary>Tells whoever told the message that was taken last.</summary>
    /// <exception cref="InvalidOperationException">It was told without a sender, or the sender takes no <typeparamref name="TReply"/>.</exception>
    public void Reply<TReply>(TReply reply)
    {
        if (LastSender is not ActorRef<TReply> sender)
            throw new InvalidOperationException($"the last message of {Ref.Path} came from {Name(LastSender)}, which takes no {typeof(TReply).Name}");
        sender.Tell(reply, Ref);
    }

    private async ValueTask<(T Message, ActorRef? Sender)?> TakeAsync(TimeSpan? within)
    {
        bool came = await _pump.WaitAsync(() => _arrived.Count > 0, _arrived.NextArrival, within ?? DefaultTimeout).ConfigureAwait(false);
        if (!came || !_arrived.TryTake(static _ => true, out var taken)) return null;
        LastSender = taken.Sender;
        return taken;
    }

    private ExpectationException Failure(string expected, TimeSpan? within) =>
        new($"{Ref.Path} expected {expected} within {Text(within ?? DefaultTimeout)} and got nothing{_pump.Replay}");

    private static string Name(ActorRef? sender) => sender?.Path.ToString() ?? "nobody";

    private static string Text(TimeSpan time) => $"{time.TotalMilliseconds:0} ms";
}
