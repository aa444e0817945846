using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>
/// An actor written as a class with hooks. Override <see cref="OnReceive"/>, or <see cref="OnReceiveAsync"/> where it awaits, and
/// the same for each hook: the asynchronous one is called and by default calls the other. Made by
/// <see cref="Props.FromActor{T}(Func{AbstractActor{T}})"/>; each start and restart makes a fresh instance, each instance belongs to one
/// actor and handles one message at a time. While one awaits, nothing else of the actor's runs and no thread is blocked.
/// </summary>
/// <typeparam name="T">What the actor understands.</typeparam>
public abstract class AbstractActor<T>
{
    private ActorContext<T>? _context;
    private Func<T, ValueTask>? _handler;
    private bool _isUnhandled;

    /// <summary>The actor's view of itself. Not in the constructor: from <see cref="OnPreStart"/> on.</summary>
    /// <exception cref="InvalidOperationException">Used in the constructor.</exception>
    protected ActorContext<T> Context =>
        _context ?? throw new InvalidOperationException($"{GetType().Name} has no context yet in its constructor; use it from {nameof(OnPreStart)} on");

    /// <summary>The actor itself.</summary>
    protected ActorRef<T> Self => Context.Self;

    /// <summary>A logger named after the actor's path.</summary>
    protected ILogger Log => Context.Log;

    /// <summary>Handles a message. What it throws fails the actor: its parent decides. Default: the message is unhandled.</summary>
    protected virtual void OnReceive(T message) => Unhandled();

    /// <summary>As <see cref="OnReceive"/>, which it calls by default, for a handler that awaits.</summary>
    protected virtual ValueTask OnReceiveAsync(T message)
    {
        OnReceive(message);
        return ValueTask.CompletedTask;
    }

    /// <summary>Called before the first message of every instance. What it throws stops the actor: a set-up that fails is not tried again.</summary>
    protected virtual void OnPreStart()
    {
    }

    /// <summary>As <see cref="OnPreStart"/>, which it calls by default; messages wait until it has ended.</summary>
    protected virtual Task OnPreStartAsync()
    {
        OnPreStart();
        return Task.CompletedTask;
    }

    /// <summary>Called once at the end, when the children are gone. What it throws is logged.</summary>
    protected virtual void OnPostStop()
    {
    }

    /// <summary>As <see cref="OnPostStop"/>, which it calls by default; who watches the actor is told when it has ended.</summary>
    protected virtual Task OnPostStopAsync()
    {
        OnPostStop();
        return Task.CompletedTask;
    }

    /// <summary>Called on the failed instance, before its children stop and a fresh one is made. What it throws is logged.</summary>
    protected virtual void OnPreRestart(Exception cause)
    {
    }

    /// <summary>As <see cref="OnPreRestart"/>, which it calls by default; the restart goes on when it has ended.</summary>
    protected virtual Task OnPreRestartAsync(Exception cause)
    {
        OnPreRestart(cause);
        return Task.CompletedTask;
    }

    /// <summary>Called on the fresh instance after <see cref="OnPreStart"/>, before the next message.</summary>
    protected virtual void OnPostRestart(Exception cause)
    {
    }

    /// <summary>As <see cref="OnPostRestart"/>, which it calls by default; messages wait until it has ended.</summary>
    protected virtual Task OnPostRestartAsync(Exception cause)
    {
        OnPostRestart(cause);
        return Task.CompletedTask;
    }

    /// <summary>Called when an actor that this one watches has stopped. What it throws fails this actor.</summary>
    protected virtual void OnTerminated(ActorRef actor)
    {
    }

    /// <summary>Called when a child failed and this actor's strategy has decided what becomes of it. What it throws fails this actor.</summary>
    protected virtual void OnChildFailed(ChildFailed failed)
    {
    }

    /// <summary>Called when no message has come for as long as the actor asked to be told of. What it throws fails the actor.</summary>
    protected virtual void OnReceiveTimeout()
    {
    }

    /// <summary>The message being handled goes to the dead letters with the reason <see cref="DeadLetterReason.Unhandled"/>.</summary>
    protected void Unhandled() => _isUnhandled = true;

    /// <summary>Stops this actor after the current message or hook; what is queued goes to the dead letters.</summary>
    protected void Stop() => Context.Stop(Self);

    /// <summary>Handles messages with <paramref name="handler"/> from the next one on, until the next change or a restart. The hooks stay.</summary>
    protected void Become(Action<T> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handler = message =>
        {
            handler(message);
            return ValueTask.CompletedTask;
        };
    }

    /// <summary>As the other one, for a handler that awaits.</summary>
    protected void Become(Func<T, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
    }

    /// <summary>Goes back to <see cref="OnReceiveAsync"/> from the next message on.</summary>
    protected void Unbecome() => _handler = null;

    internal void Attach(ActorContext<T> context)
    {
        if (_context is not null) throw new InvalidOperationException($"this {GetType().Name} is another actor already; the producer must make a new one each time");
        _context = context;
    }

    internal ValueTask Handle(T message)
    {
        _isUnhandled = false;
        return _handler is { } handler ? handler(message) : OnReceiveAsync(message);
    }

    /// <summary>Calls the hook; null if there is none for this signal.</summary>
    internal Task? Signal(Signal signal)
    {
        switch (signal)
        {
            case PreStart: return OnPreStartAsync();
            case PostStop: return OnPostStopAsync();
            case PreRestart restart: return OnPreRestartAsync(restart.Cause);
            case PostRestart restart: return StartAgainAsync(restart.Cause);
            case ChildFailed failed: OnChildFailed(failed); break;
            case Terminated terminated: OnTerminated(terminated.Actor); break;
            case ReceiveTimeout: OnReceiveTimeout(); break;
            default: return null;
        }

        return Task.CompletedTask;
    }

    private async Task StartAgainAsync(Exception cause)
    {
        await OnPreStartAsync();
        await OnPostRestartAsync(cause);
    }

    /// <summary>What the handler, which has ended, decided.</summary>
    internal Behavior<T> Next => _isUnhandled ? Behavior<T>.Unhandled : Behavior<T>.Same;
}
