namespace Actors;

/// <content>A program that is a system.</content>
public sealed partial class ActorSystem
{
    /// <summary>Creates a system, runs <paramref name="main"/>, and shuts the system down when it has ended, also if it failed.</summary>
    /// <param name="name">As for <see cref="Create"/>.</param>
    /// <param name="main">Spawns the first actors and ends when the program is done. Runs on the caller's thread until it awaits.</param>
    /// <param name="options">Null: the defaults. The shutdown takes at most <see cref="ActorSystemOptions.ShutdownTimeout"/>.</param>
    /// <returns>Ends when the system has shut down; fails with what <paramref name="main"/> threw, or with the failure that ended the system under it.</returns>
    public static Task Run(string name, Func<ActorSystem, Task> main, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunAsync(Create(name, options), main);
    }

    /// <summary>As the other one, with an actor at <c>/user/main</c> for the program: it ends when that actor has stopped.</summary>
    public static Task Run<T>(string name, Props<T> main, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunAsync(Create(name, options), system => WhenTerminated(system.Spawn(main, "main")));
    }

    private static async Task RunAsync(ActorSystem system, Func<ActorSystem, Task> main)
    {
        try
        {
            var running = main(system) ?? throw new InvalidOperationException("the main function returned null instead of a task");
            await Task.WhenAny(running, system.Terminated);
            if (running.IsCompleted) await running;
        }
        finally
        {
            await system.DisposeAsync();
        }

        await system.Terminated; // throws what ended the system, if it was not main
    }
}
