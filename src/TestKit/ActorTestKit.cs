using Microsoft.Extensions.Logging;

namespace Actors.TestKit;

/// <summary>
/// A system made for one test, with its log and its dead letters at hand. <see cref="Manual"/> runs it on the test's own
/// thread in virtual time; <see cref="Threads"/> runs the same test on real ones. Expectations return tasks: await them
/// on both. Failures are <see cref="ExpectationException"/>s, which every test framework reports.
/// </summary>
public sealed class ActorTestKit : IAsyncDisposable
{
    private readonly TestPump _pump;
    private readonly ArrivalQueue<DeadLetter> _deadLetters = new();
    private readonly IDisposable _subscription;

    private ActorTestKit(ActorSystemOptions options)
    {
        Log = options.LoggerFactory as CapturedLog ?? throw new ArgumentException($"the kit's {nameof(ActorSystemOptions.LoggerFactory)} is a {nameof(CapturedLog)}; leave it, or put in one of your own");
        Time = options.Time as VirtualTime;
        Dispatcher = options.Dispatcher as ManualDispatcher;
        System = ActorSystem.Create("test", options);
        _pump = new TestPump(System);
        _subscription = System.DeadLetters.Subscribe(_deadLetters.Add);
    }

    /// <summary>The system under test.</summary>
    public ActorSystem System { get; }

    /// <summary>Every line that the system and its actors log.</summary>
    public CapturedLog Log { get; }

    /// <summary>The clock, of a manual kit; else null.</summary>
    public VirtualTime? Time { get; }

    /// <summary>The dispatcher, of a manual kit; else null.</summary>
    public ManualDispatcher? Dispatcher { get; }

    /// <summary>A system that runs on the calling thread, in virtual time, only within <see cref="Run"/>, <see cref="AdvanceBy"/> and expectations.</summary>
    /// <param name="seed">Null: turns run in the order they become due. Else they are picked at random, and the same seed gives the same run.</param>
    /// <param name="change">Further options.</param>
    public static ActorTestKit Manual(int? seed = null, Func<ActorSystemOptions, ActorSystemOptions>? change = null)
    {
        var options = new ActorSystemOptions
        {
            Time = new VirtualTime(),
            Dispatcher = seed is { } picked ? new ManualDispatcher(picked) : new ManualDispatcher(),
            Random = new Random(seed ?? 0),
            LoggerFactory = new CapturedLog(),
        };
        return new ActorTestKit(change?.Invoke(options) ?? options);
    }

    /// <summary>A system on the thread pool (or on the dispatcher that <paramref name="change"/> sets), by the real clock.</summary>
    public static ActorTestKit Threads(Func<ActorSystemOptions, ActorSystemOptions>? change = null)
    {
        var options = new ActorSystemOptions { LoggerFactory = new CapturedLog() };
        return new ActorTestKit(change?.Invoke(options) ?? options);
    }

    /// <summary>Starts a probe; see <see cref="TestProbe{T}"/>.</summary>
    public TestProbe<T> CreateProbe<T>(string? name = null) => new(System, name);

    /// <summary>Starts an actor at <c>/user/name</c>, or with a name of its own making.</summary>
    public ActorRef<T> Spawn<T>(Behavior<T> behavior, string? name = null) => Spawn(Props.FromBehavior(behavior), name);

    /// <summary>Starts an actor at <c>/user/name</c>, or with a name of its own making.</summary>
    public ActorRef<T> Spawn<T>(Props<T> props, string? name = null) => name is null ? System.SpawnAnonymous(props) : System.Spawn(props, name);

    /// <summary>Of a manual kit: runs turns until none is due. Time stands still.</summary>
    /// <exception cref="InvalidOperationException">The kit runs on threads.</exception>
    public void Run() => (Dispatcher ?? throw OnThreads()).RunUntilIdle();

    /// <summary>Of a manual kit: lets <paramref name="time"/> pass, running what becomes due on the way, each at its time.</summary>
    /// <exception cref="InvalidOperationException">The kit runs on threads, or not in virtual time.</exception>
    public void AdvanceBy(TimeSpan time)
    {
        var dispatcher = Dispatcher ?? throw OnThreads();
        dispatcher.RunFor(Time ?? throw OnThreads(), time);
        dispatcher.RunUntilIdle();
    }

    /// <summary>Takes the first dead letter with <paramref name="reason"/> (and for which <paramref name="isWanted"/> holds); others stay.</summary>
    /// <exception cref="ExpectationException">None came in time; the message lists those that did.</exception>
    public async Task<DeadLetter> ExpectDeadLetter(DeadLetterReason reason, Func<DeadLetter, bool>? isWanted = null, TimeSpan? within = null)
    {
        DeadLetter? taken = null;
        bool found = await _pump.WaitAsync(
            () => taken is not null || _deadLetters.TryTake(letter => letter.Reason == reason && isWanted?.Invoke(letter) != false, out taken),
            _deadLetters.NextArrival,
            within ?? TestProbe<object>.DefaultTimeout).ConfigureAwait(false);
        return found ? taken! : throw new ExpectationException($"no dead letter with the reason {reason} came{Others(_deadLetters.ToArray())}{_pump.Replay}");
    }

    /// <summary>Lets <paramref name="within"/> pass (zero: whatever is due now), in which no message may be lost. Dead letters that <see cref="ExpectDeadLetter"/> has taken do not count.</summary>
    /// <exception cref="ExpectationException">A message is in the dead letters.</exception>
    public async Task ExpectNoDeadLetter(TimeSpan within = default)
    {
        if (await _pump.WaitAsync(() => _deadLetters.Count > 0, _deadLetters.NextArrival, within).ConfigureAwait(false))
            throw new ExpectationException($"no dead letter was expected{Others(_deadLetters.ToArray())}{_pump.Replay}");
    }

    /// <summary>Waits for a line of at least <paramref name="level"/> that contains <paramref name="text"/>; one from before counts.</summary>
    /// <exception cref="ExpectationException">None came in time; the message shows the last lines.</exception>
    public async Task<LogLine> ExpectLog(LogLevel level, string text, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        LogLine? line = null;
        bool found = await _pump.WaitAsync(
            () => (line = Log.Lines.FirstOrDefault(one => one.Level >= level && one.Text.Contains(text, StringComparison.Ordinal))) is not null,
            Log.NextLine,
            within ?? TestProbe<object>.DefaultTimeout).ConfigureAwait(false);
        return found ? line! : throw new ExpectationException($"no line of level {level} contains '{text}'{Others(Log.Lines)}{_pump.Replay}");
    }

    /// <summary>Fails if a line of <paramref name="level"/> or worse has been logged. Call it last.</summary>
    /// <exception cref="ExpectationException">There is one; the message shows it.</exception>
    public void ExpectQuietLog(LogLevel level = LogLevel.Warning)
    {
        LogLine[] loud = [.. Log.Lines.Where(line => line.Level >= level)];
        if (loud.Length > 0) throw new ExpectationException($"no line of level {level} or worse was expected{Others(loud)}{_pump.Replay}");
    }

    /// <summary>Shuts the system down; a manual one on the calling thread, in virtual time.</summary>
    public async ValueTask DisposeAsync()
    {
        var shutdown = System.ShutdownAsync(TimeSpan.FromSeconds(10));
        await _pump.WaitAsync(() => shutdown.IsCompleted, () => shutdown, TimeSpan.FromSeconds(30)).ConfigureAwait(false);
        _subscription.Dispose();
        if (!shutdown.IsCompleted) throw new ExpectationException($"the system did not shut down{_pump.Replay}");
    }

    private static InvalidOperationException OnThreads() => new("this kit runs on threads by the real clock; make one by ActorTestKit.Manual to run turns and move time");

    private static string Others<TItem>(IReadOnlyCollection<TItem> items) => items.Count == 0 ? "; there is none at all" : $"; there are:\n  {string.Join("\n  ", items.TakeLast(20))}";
}
