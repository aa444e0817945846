namespace Actors;

/// <summary>
/// Decides which thread runs an actor's turns. The program is the same on each; only
/// <see cref="ActorSystemOptions.Dispatcher"/> differs.
/// </summary>
public abstract class Dispatcher
{
    private protected Dispatcher()
    {
    }

    /// <summary>
    /// The .NET thread pool with a locality slot: what an actor makes runnable runs next on the same thread. Fair by a
    /// turn quantum and a limit on consecutive local runs. The default.
    /// </summary>
    public static Dispatcher ThreadPool => ThreadPoolDispatcher.Instance;

    /// <summary>A thread for each actor; see <see cref="PinnedDispatcher"/>. At most <see cref="PinnedDispatcher.DefaultMaxThreads"/> in the process.</summary>
    public static Dispatcher Pinned { get; } = new PinnedDispatcher();

    /// <summary>Who runs the turns of a new actor.</summary>
    /// <exception cref="InvalidOperationException">There is no room for one more.</exception>
    internal virtual Dispatcher ForActor(ActorSystem system) => this;

    /// <summary>The actor for whom this was made has stopped. What is told to it later is still scheduled here. Idempotent.</summary>
    internal virtual void Release()
    {
    }

    /// <summary>Has <paramref name="runnable"/> run soon. Thread-safe. The caller has made sure that it is not scheduled already.</summary>
    internal abstract void Schedule(Runnable runnable);

    /// <summary>As <see cref="Schedule"/>, after everything that waits already.</summary>
    internal abstract void ScheduleLast(Runnable runnable);

    /// <summary>Calls <paramref name="end"/> when the system has shut down.</summary>
    private protected static void AtEndOf(ActorSystem system, Action<ActorSystem> end) =>
        system.Terminated.ContinueWith(_ => end(system), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Awaited, it continues as a turn of its own.</summary>
    internal TurnAwaitable NextTurn() => new(this);
}
