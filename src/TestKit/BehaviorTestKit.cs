using System.Runtime.ExceptionServices;

namespace Actors.TestKit;

/// <summary>
/// Runs one behaviour synchronously on the calling thread, in virtual time: <see cref="Run"/> returns when the message
/// and everything that follows from it (its children included) has been handled. A handler's exception comes out of
/// <see cref="Run"/>, and the actor has stopped then. For one thread.
/// </summary>
/// <typeparam name="T">What the behaviour understands.</typeparam>
public sealed class BehaviorTestKit<T>
{
    private readonly ActorTestKit _kit;
    private int _linesSeen;

    /// <summary>Starts an actor with <paramref name="behavior"/> and runs its set-up.</summary>
    /// <exception cref="ActorInitializationException">The set-up failed.</exception>
    public BehaviorTestKit(Behavior<T> behavior)
        : this(Props.FromBehavior(behavior))
    {
    }

    /// <summary>Starts an actor with <paramref name="props"/> and runs its set-up.</summary>
    /// <exception cref="ActorInitializationException">The set-up failed.</exception>
    public BehaviorTestKit(Props<T> props)
    {
        _kit = ActorTestKit.Manual(change: static options => options with { Supervision = SupervisionStrategy.Always(Directive.Stop) });
        Ref = _kit.System.Spawn(props, "tested");
        RunAll();
    }

    /// <summary>The actor that runs the behaviour.</summary>
    public ActorRef<T> Ref { get; }

    /// <summary>False once the behaviour has stopped or failed.</summary>
    public bool IsAlive => Ref.IsAlive;

    /// <summary>The names of its living children, in no order.</summary>
    public IReadOnlyList<string> Children => [.. _kit.System.FindLocal(Ref.Path)?.ListChildren().Select(static child => child.Name) ?? []];

    /// <summary>Messages that the behaviour returned Unhandled for, oldest first.</summary>
    public IReadOnlyList<object?> Unhandled =>
        [.. _kit.System.DeadLetters.Captured().Where(letter => letter.Reason == DeadLetterReason.Unhandled && letter.Target == Ref.Path.ToString()).Select(static letter => letter.Message)];

    /// <summary>What the behaviour logged.</summary>
    public IReadOnlyList<LogLine> Log => _kit.Log.Lines;

    /// <summary>Messages that were not handled, the behaviour's own and others'.</summary>
    public DeadLetters DeadLetters => _kit.System.DeadLetters;

    /// <summary>Tells the behaviour <paramref name="message"/> and runs what follows. Time stands still.</summary>
    /// <exception cref="Exception">What the handler threw.</exception>
    public void Run(T message, ActorRef? sender = null)
    {
        Ref.Tell(message, sender);
        RunAll();
    }

    /// <summary>Lets <paramref name="time"/> pass, so that timers fire.</summary>
    /// <exception cref="Exception">What a handler threw.</exception>
    public void AdvanceBy(TimeSpan time)
    {
        _kit.AdvanceBy(time);
        Rethrow();
    }

    /// <summary>Stops the actor; it gets its PostStop.</summary>
    public void Stop()
    {
        ActorSystem.Stop(Ref);
        RunAll();
    }

    /// <summary>A place for replies, to put into messages.</summary>
    public TestInbox<TMessage> CreateInbox<TMessage>(string? name = null) => new(_kit, name);

    private void RunAll()
    {
        _kit.Run();
        Rethrow();
    }

    /// <summary>The engine logs each failure with its cause; that of the actor itself is the test's.</summary>
    private void Rethrow()
    {
        var lines = _kit.Log.Lines;
        for (; _linesSeen < lines.Count; _linesSeen++)
        {
            if (lines[_linesSeen] is { Error: { } error } line && line.Text.StartsWith($"{Ref.Path} ", StringComparison.Ordinal))
            {
                _linesSeen++;
                ExceptionDispatchInfo.Throw(error);
            }
        }
    }
}
