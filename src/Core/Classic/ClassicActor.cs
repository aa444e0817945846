using Microsoft.Extensions.Logging;

namespace Actors;

/// <summary>One instance of a classic actor, seen by the cell as a behaviour and by the actor as its context.</summary>
internal sealed class ClassicActor(Cell<object> cell, IActor actor) : Behavior<object>(BehaviorTag.Handler), IContext
{
    private Receive? _become;
    private object? _message;
    private bool _isLifecycle;
    private bool _isUnhandled;

    public object Message => _message ?? throw new InvalidOperationException($"{cell.Path} handles no message now; use the context within Receive only");

    public ActorRef? Sender => _isLifecycle ? null : cell.Sender;

    public ActorRef<object> Self => cell.Self;

    public ActorRef? Parent => cell.Parent?.Self;

    public IReadOnlyList<ActorRef> Children => cell.Context.Children;

    public ActorPath Path => cell.Path;

    public ActorSystem System => cell.System;

    public ILogger Log => cell.Context.Log;

    internal override Behavior<object> Receive(Cell<object> own, object message)
    {
        var handling = Begin(message, isLifecycle: false);
        return handling.IsCompletedSuccessfully ? End() : EndSlowly(handling);
    }

    internal override Behavior<object> ReceiveSignal(Cell<object> own, Signal signal)
    {
        switch (signal)
        {
            case PreStart or PostRestart: Tell(Started.Instance); break;
            case PreRestart restart: Tell(new Restarting(restart.Cause)); break;
            case PostStop: Tell(Actors.Stopped.Instance); break;
            case Terminated or ReceiveTimeout: Tell(signal); break;
            default: return Behavior<object>.Unhandled;
        }

        return Same;
    }

    internal override void Stopping(Cell<object> own) => Tell(Actors.Stopping.Instance);

    public ActorRef<T> Spawn<T>(Props<T> props, string name) => cell.Context.Spawn(props, name);

    public ActorRef<T> SpawnAnonymous<T>(Props<T> props) => cell.Context.SpawnAnonymous(props);

    public void Send(ActorRef target, object message)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(message);
        target.TellObject(message, Self);
    }

    public void Forward(ActorRef target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_isLifecycle) throw new InvalidOperationException($"{Message.GetType().Name} concerns {cell.Path} alone and cannot be forwarded");
        target.TellObject(Message, Sender);
    }

    public bool Respond(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Sender is { } sender)
        {
            sender.TellObject(message, Self);
            return true;
        }

        System.DeadLetters.Publish(message, "the sender of a message told without one", Self, DeadLetterReason.NoSuchActor);
        return false;
    }

    public void Stop(ActorRef actor) => cell.Context.Stop(actor);

    public void Poison(ActorRef actor) => ActorSystem.Poison(actor);

    public void Watch(ActorRef actor) => cell.Context.Watch(actor);

    public void Unwatch(ActorRef actor) => cell.Context.Unwatch(actor);

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _become = receive;
    }

    public void Unbecome() => _become = null;

    void IContext.Unhandled() => _isUnhandled = !_isLifecycle;

    public Cancellable ScheduleOnce(TimeSpan delay, object message) => cell.Context.ScheduleOnce(delay, message);

    public Cancellable ScheduleRepeatedly(TimeSpan delay, TimeSpan period, object message) => cell.Context.ScheduleRepeatedly(delay, period, message);

    private Task Begin(object message, bool isLifecycle)
    {
        (_message, _isLifecycle, _isUnhandled) = (message, isLifecycle, false);
        return (_become is { } become ? become(this) : actor.Receive(this))
            ?? throw new InvalidOperationException($"{actor.GetType().Name}.Receive returned null; return Task.CompletedTask");
    }

    private Behavior<object> End()
    {
        _message = null;
        return _isUnhandled ? Behavior<object>.Unhandled : Same;
    }

    private Behavior<object> EndSlowly(Task handling)
    {
        if (!handling.IsCompleted) return cell.Await(AwaitAsync(handling));
        handling.GetAwaiter().GetResult(); // throws what it failed with
        return End();
    }

    private async ValueTask<Behavior<object>> AwaitAsync(Task handling)
    {
        await handling;
        return End();
    }

    private void Tell(object lifecycle)
    {
        var handling = Begin(lifecycle, isLifecycle: true);
        if (!handling.IsCompleted)
        {
            cell.PauseFor(handling);
            return;
        }

        _message = null;
        handling.GetAwaiter().GetResult(); // throws what it failed with
    }
}
