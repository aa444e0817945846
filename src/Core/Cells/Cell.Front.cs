using System.Runtime.CompilerServices;

namespace Actors;

/// <content>Stashed messages, and those that were stashed and stand before the queue now.</content>
internal sealed partial class Cell<T>
{
    internal CellExtras<T>? Extras => (CellExtras<T>?)DetailsIfAny?.Extras;

    internal CellExtras<T> MakeExtras() => (CellExtras<T>)(Details.Extras ??= new CellExtras<T>());

    private long DepthAtFront => Extras is { } extras ? extras.Front.Count + (_atFront ? 1 : 0) : 0;

    /// <summary>Keeps the message in hand for later.</summary>
    internal void StashCurrent()
    {
        if (!_handling && _awaited is not { IsPending: true }) throw NothingInHand();
        ref var letter = ref CurrentLetter();
        if (Unsafe.IsNullRef(ref letter) || letter.Sender is MarkerRef) throw NothingInHand();
        var extras = MakeExtras();
        if (extras.StashedAt == CurrentNumber) throw new InvalidOperationException($"{Path}: the message has been stashed already");
        if (extras.Stash.Count >= extras.StashCapacity) throw new StashOverflowException(Path, extras.StashCapacity);
        extras.Stash.AddLast(letter);
        extras.StashedAt = CurrentNumber;
    }

    /// <summary>Puts what is stashed before all that waits, in the order it was stashed.</summary>
    internal void UnstashAll()
    {
        if (Extras is not { } extras) return;
        extras.StashedAt = CellExtras<T>.Nothing;
        if (extras.Stash.Count == 0) return;
        while (extras.Stash.Count > 0) extras.Front.AddFirst(extras.Stash.TakeLast());
        _hasFront = true;
        SendSystem(new UnstashMessage()); // has the turn look there before the next letter
    }

    private TurnEnd HandleFront(ref int budget)
    {
        var extras = Extras!;
        var gate = _props.Gate;
        int before = budget;
        _handling = true;
        try
        {
            while (true)
            {
                if (HasSystemMessages) return TurnEnd.Changed;
                if (!_atFront && extras.Front.Count == 0)
                {
                    _hasFront = false;
                    return TurnEnd.Changed;
                }

                if (gate is not null && !EnterGate(gate)) return TurnEnd.Closed;
                if (--budget < 0) return TurnEnd.Quantum;
                if (!_atFront)
                {
                    extras.Current = extras.Front.TakeFirst();
                    _atFront = true;
                }

                ref var letter = ref extras.Current;
                _sender = letter.Sender;
                var next = _behavior!.Receive(this, letter.Message) ?? throw NullBehavior();
                if (next.Tag == BehaviorTag.Pending) return TurnEnd.Awaiting;
                EndLetter(ref letter, next);
                if (State != CellState.Running || IsPaused || _first != FirstLetter.Fresh) return TurnEnd.Changed;
            }
        }
        catch (Exception cause)
        {
            FailLetter(cause);
            return TurnEnd.Changed;
        }
        finally
        {
            _handling = false;
            if (gate is not null) TurnGate.Current = null;
            ActorMetrics.OnHandled(System, before - Math.Max(budget, 0));
        }
    }

    private long CurrentNumber => _atFront ? -1 - Extras!.TakenFromFront : _queue.Head;

    private ref Letter<T> CurrentLetter() => ref _atFront ? ref Extras!.Current : ref _queue.Peek(this);

    /// <summary>The letter in hand is done with.</summary>
    private void Release(ref Letter<T> letter)
    {
        if (!_atFront)
        {
            _queue.Advance(ref letter);
            return;
        }

        letter = default;
        _atFront = false;
        Extras!.TakenFromFront++;
    }

    /// <summary>The letter in hand made its handler throw. If it has been stashed too it must not be in two places.</summary>
    private void FailLetter(Exception cause)
    {
        if (Extras is { } extras && extras.StashedAt == CurrentNumber)
        {
            extras.Stash.TakeLast();
            extras.StashedAt = CellExtras<T>.Nothing;
        }

        _first = FirstLetter.Failed;
        Fail(cause);
    }

    private void BuryAside()
    {
        (_self as MailboxRef<T>)?.Mailbox?.Close();
        if (Extras is not { } extras) return;
        if (_atFront)
        {
            var (message, sender) = (extras.Current.Message, extras.Current.Sender);
            Release(ref extras.Current);
            Bury(message, sender);
        }

        Bury(extras.Stash);
        Bury(extras.Front);
        _hasFront = false;
    }

    private void Bury(LetterDeque<T> letters)
    {
        while (letters.Count > 0)
        {
            var letter = letters.TakeFirst();
            Bury(letter.Message, letter.Sender);
        }
    }

    /// <summary>For a message that the actor, which has stopped, will not handle. Any thread. True if another life of the actor's takes it.</summary>
    internal bool Bury(T message, ActorRef? sender)
    {
        if (_props.Gate?.TryReroute(this, message!, sender) == true) return true;
        System.DeadLetters.Publish(message, Path.ToString(), sender, DeadLetterReason.ActorStopped);
        return false;
    }

    private InvalidOperationException NothingInHand() => new($"{Path} handles no message now; stash within the handler of the message");
}
