using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>One system on the test's own thread, in virtual time, with its log and its dead letters at hand.</summary>
internal sealed class Stage : IDisposable
{
    internal Stage(int? seed = null, Func<ActorSystemOptions, ActorSystemOptions>? change = null)
    {
        Dispatcher = seed is { } s ? new ManualDispatcher(s) : new ManualDispatcher();
        var options = new ActorSystemOptions { Time = Time, Dispatcher = Dispatcher, Random = new Random(seed ?? 1), LoggerFactory = Log };
        System = ActorSystem.Create("stage", change?.Invoke(options) ?? options);
        Run();
    }

    internal VirtualTime Time { get; } = new();

    internal ManualDispatcher Dispatcher { get; }

    internal RecordedLog Log { get; } = new();

    internal ActorSystem System { get; }

    internal DeadLetters DeadLetters => System.DeadLetters;

    /// <summary>Reasons of the captured dead letters for a path, oldest first.</summary>
    internal DeadLetterReason[] ReasonsFor(string path) => [.. DeadLetters.Captured().Where(letter => letter.Target == path).Select(letter => letter.Reason)];

    internal void Run() => Dispatcher.RunUntilIdle();

    internal void RunFor(TimeSpan time) => Dispatcher.RunFor(Time, time);

    internal ActorRef<T> Spawn<T>(Behavior<T> behavior, string name, SupervisionStrategy? supervision = null)
    {
        var props = Props.FromBehavior(behavior);
        return System.Spawn(supervision is null ? props : props.WithSupervision(supervision), name);
    }

    /// <summary>An actor that adds what it is told to <paramref name="to"/>.</summary>
    internal ActorRef<T> SpawnCollector<T>(string name, List<T> to) => Spawn(Collect(to), name);

    internal static Behavior<T> Collect<T>(List<T> to) => Behavior.Receive<T>((_, message) =>
    {
        to.Add(message);
        return Behavior.Same<T>();
    });

    public void Dispose()
    {
        var shutdown = System.ShutdownAsync(TimeSpan.FromSeconds(5));
        RunFor(TimeSpan.FromSeconds(10));
        Assert.True(shutdown.IsCompletedSuccessfully, "the system did not shut down");
    }
}
