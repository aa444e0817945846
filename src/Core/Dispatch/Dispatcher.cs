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

    /// <summary>Has <paramref name="runnable"/> run soon. Thread-safe. The caller has made sure that it is not scheduled already.</summary>
    internal abstract void Schedule(Runnable runnable);

    /// <summary>As <see cref="Schedule"/>, after everything that waits already.</summary>
    internal abstract void ScheduleLast(Runnable runnable);

    /// <summary>Awaited, it continues as a turn of its own.</summary>
    internal TurnAwaitable NextTurn() => new(this);
}
