using System.Runtime.CompilerServices;

namespace Actors;

/// <content>What belongs to one instance of the actor and what goes over to the next.</content>
internal sealed partial class Cell<T>
{
    internal override Type? Handling
    {
        get
        {
            if (!_handling && _awaited is not { IsPending: true }) return null;
            if (_atFront) return Extras is { } extras ? TypeOf(in extras.Current) : null;
            ref readonly var letter = ref _queue.Glimpse();
            return Unsafe.IsNullRef(in letter) ? null : TypeOf(in letter);
        }
    }

    /// <summary>True while a handler that was called has not ended.</summary>
    internal bool IsAwaiting => _awaited is { IsPending: true };

    internal void WatchBySignal(ActorRef actor)
    {
        Extras?.EndMessages?.Remove(actor);
        Watch(actor);
    }

    internal void WatchByMessage(ActorRef actor, T message)
    {
        (MakeExtras().EndMessages ??= [])[actor] = message;
        Watch(actor);
    }

    internal void UnwatchAny(ActorRef actor)
    {
        Extras?.EndMessages?.Remove(actor);
        Unwatch(actor);
    }

    /// <summary>Sets, changes or (null) ends the receive timeout.</summary>
    internal void SetReceiveTimeout(TimeSpan? timeout)
    {
        Extras?.Idle?.Cancel();
        if (timeout is not { } time)
        {
            if (Extras is { } extras) extras.Idle = null;
            return;
        }

        MakeExtras().Idle = new IdleTimer<T>(this, time);
        if (_behavior is { Tag: BehaviorTag.Handler } and not ObservedBehavior<T>) _behavior = new ObservedBehavior<T>(this, _behavior, _props.ReceiveInterceptors);
    }

    /// <summary>The behaviour from the next message on.</summary>
    private void Install(Behavior<T> next)
    {
        var started = next.Start(this);
        bool observed = started.Tag == BehaviorTag.Handler && (_props.ReceiveInterceptors.Length > 0 || Extras?.Idle is not null);
        _behavior = observed ? new ObservedBehavior<T>(this, started, _props.ReceiveInterceptors) : started;
    }

    /// <summary>Before a set-up. A restart puts back what the instance before had stashed: nothing is lost with it.</summary>
    private void BeginInstance()
    {
        if (Extras is { } extras)
        {
            UnstashAll();
            extras.StashCapacity = Stash<T>.DefaultCapacity;
            extras.Timers?.Clear();
            extras.Idle = null;
            foreach (var actor in extras.EndMessages?.Keys.Where(actor => Details.Watching?.Contains(actor) != true).ToArray() ?? []) extras.EndMessages!.Remove(actor);
        }

        if (DetailsIfAny is { OwnStrategy: not null } details) details.OwnStrategy = null;
        if (_props.ReceiveTimeout is { } timeout) SetReceiveTimeout(timeout);
    }

    /// <summary>True if the actor wanted a message of its own in place of the signal. It stands at the end of the mailbox, where it needs no room.</summary>
    private bool TryTellOfEnd(ActorRef actor)
    {
        if (Extras?.EndMessages is not { } messages || !messages.Remove(actor, out var message)) return false;
        Post(message, actor);
        return true;
    }

    private static Type? TypeOf(in Letter<T> letter)
    {
        if (typeof(T).IsValueType) return typeof(T);
        object? message = letter.Message; // one read: it may be gone in this moment
        return message?.GetType();
    }
}
