namespace Actors;

/// <summary>
/// Keeps an actor from its user messages while something outside it forbids it to serve: for virtual actors the node's
/// lease. Consulted before each message.
/// </summary>
internal abstract class TurnGate
{
    [ThreadStatic]
    private static TurnGate? t_current;

    private static readonly AsyncLocal<TurnGate?> Flowing = new();

    /// <summary>The gate of the actor whose handler runs here, also after an await; or null.</summary>
    internal static TurnGate? Current
    {
        get => t_current ?? Flowing.Value;
        set => t_current = value;
    }

    /// <summary>Calls a handler or hook that may await: what it goes on with, on whatever thread, is still behind <paramref name="gate"/>.</summary>
    internal static TResult CallBehind<TTarget, TArgument, TResult>(TurnGate gate, TTarget target, TArgument argument, Func<TTarget, TArgument, TResult> call)
    {
        Flowing.Value = gate;
        try
        {
            return call(target, argument);
        }
        finally
        {
            Flowing.Value = null;
        }
    }

    /// <summary>As the other one, for what returns nothing.</summary>
    internal static void CallBehind<TTarget, TArgument>(TurnGate gate, TTarget target, TArgument argument, Action<TTarget, TArgument> call) =>
        CallBehind(gate, (call, target), argument, static (to, argument) =>
        {
            to.call(to.target, argument);
            return true;
        });

    /// <summary>Given to the handlers as their context's <c>FencingToken</c>.</summary>
    internal abstract long FencingToken { get; }

    /// <summary>Cheap; true if the actor may handle a message (or send one) now.</summary>
    internal abstract bool IsOpen { get; }

    /// <summary>Called when the actor found the gate closed. The gate sends it a <see cref="ThawMessage"/> once it is open.</summary>
    internal abstract void OnClosed(Cell cell);

    /// <summary>Takes a message that the actor was not able to handle before it stopped. False: it becomes a dead letter.</summary>
    internal virtual bool TryReroute(Cell cell, object message, ActorRef? sender) => false;
}
