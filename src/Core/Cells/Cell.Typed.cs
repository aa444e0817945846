using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>One actor: its queue, its behaviour and its turn. The hot path of a local Tell is this file and <see cref="MpscQueue{T}"/>.</summary>
/// <remarks>
/// A letter stays in the queue while it is handled and is removed after, so a failure finds it there. Fields are the
/// turn's own; between turns the queue's state word hands them from thread to thread.
/// </remarks>
internal sealed partial class Cell<T> : Cell
{
    /// <summary>Messages handled before others on the same thread get a turn.</summary>
    internal const int TurnMessages = 256;

    private const int MaxSpins = 10;

    // Read with each message, so as far as may be from the queue, which other threads write with each message.
    private ActorRef? _sender;
    private Behavior<T>? _behavior;
    private readonly LocalRef<T> _self;
    private readonly Props<T> _props;
    private ActorContext<T>? _context;
    private AwaitedHandler<T>? _awaited;
    private FirstLetter _first;
    private bool _handling;
    private bool _hasFront;
    private bool _atFront;
    private MpscQueue<Letter<T>> _queue;

    internal Cell(ActorSystem system, Cell? parent, string name, Props<T> props)
        : base(system, parent, name, props.Supervision, (props.Dispatcher ?? system.Dispatcher).ForActor(system))
    {
        _props = props;
        try
        {
            _self = props.MakeRef(this); // may call a mailbox factory
        }
        catch
        {
            Dispatcher.Release();
            system.OnActorStopped();
            throw;
        }
    }

    internal override LocalRef<T> Self => _self;

    internal ActorContext<T> Context => _context ??= new ActorContext<T>(this);

    /// <summary>Who told the message that is being handled.</summary>
    internal ActorRef? Sender => _sender;

    internal override TurnGate? Gate => _props.Gate;

    internal override long Depth => _queue.Count + (_hasFront ? DepthAtFront : 0);

    /// <summary>Queues a message. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Post(T message, ActorRef? sender)
    {
        if (ActorMetrics.WantsStamps) PostStamped(message, sender);
        else if (_queue.Enqueue(this, new Letter<T> { Message = message, Sender = sender })) Dispatcher.Schedule(this);
    }

    internal override bool Run()
    {
        if (_awaited is { IsPending: true } ended) EndAwait(ended);
        else if (IsPaused) EndPause();
        int budget = TurnMessages;
        for (int spins = 0; ;)
        {
            if (IsPaused)
            {
                ScheduleAtPauseEnd();
                return false;
            }

            if (State == CellState.New && MayStart())
            {
                ClearQueueSignal(); // of Wake
                Start();
                if (IsPaused) continue;
            }

            if (HasSystemMessages)
            {
                HandleSystemMessages();
                if (IsPaused) continue;
                if (--budget < 0) return true;
            }

            bool takesLetters = State is CellState.Running or CellState.Stopped;
            if (State == CellState.Running)
            {
                switch (_first == FirstLetter.Retried ? HandleRetried() : _hasFront ? HandleFront(ref budget) : HandleLetters(ref budget))
                {
                    case TurnEnd.Awaiting:
                        _awaited!.ScheduleAtEnd(); // last: another thread may be running the cell from here on
                        return false;
                    case TurnEnd.Quantum:
                        return true;
                    case TurnEnd.Changed:
                        continue;
                    case TurnEnd.Closed:
                        takesLetters = false;
                        break;
                }
            }
            else if (State == CellState.Stopped)
            {
                if (!DrainToDeadLetters(TurnMessages)) return true;
            }

            if (takesLetters ? _queue.TryGoIdle() : _queue.TryGoIdleWithItems()) return false;
            if (HasSystemMessages) continue;
            _queue.ClearSignal(); // of a message that has been handled; one pushed since is seen at the top of the loop
            if (!takesLetters) continue;
            if (++spins > MaxSpins) return true; // a producer claimed a slot and has not filled it yet: let it run
            Thread.SpinWait(10);
        }
    }

    private TurnEnd HandleLetters(ref int budget)
    {
        var gate = _props.Gate;
        int before = budget;
        var cursor = _queue.Cursor;
        _handling = true;
        try
        {
            while (true)
            {
                if (HasSystemMessages) return TurnEnd.Changed;
                if (gate is not null && !EnterGate(gate)) return TurnEnd.Closed;
                if (cursor is null) return TurnEnd.Empty;
                ref var letter = ref cursor.Peek(this);
                if (Unsafe.IsNullRef(ref letter)) return TurnEnd.Empty;
                if (--budget < 0) return TurnEnd.Quantum;
                var sender = letter.Sender;
                Behavior<T>? next = null;
                if (!ReferenceEquals(sender, _sender))
                {
                    if (sender is StampMarker stamp)
                    {
                        next = ReceiveStamped(stamp, ref letter);
                    }
                    else if (sender is MarkerRef marker)
                    {
                        switch (HandleMarker(marker, ref letter))
                        {
                            case MarkerEnd.Message:
                                next = ReceiveTaken(ref letter);
                                break;
                            case MarkerEnd.Gone:
                                before--;
                                continue;
                            default:
                                before--;
                                return TurnEnd.Changed;
                        }
                    }
                    else
                    {
                        _sender = sender;
                    }
                }

                next ??= _behavior!.Receive(this, letter.Message) ?? throw NullBehavior();
                if (next.Tag == BehaviorTag.Same)
                {
                    cursor.Advance(ref letter);
                    continue;
                }

                if (next.Tag == BehaviorTag.Pending) return TurnEnd.Awaiting;
                EndLetter(ref letter, next);
                if (State != CellState.Running || IsPaused) return TurnEnd.Changed;
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

    /// <summary>Handles the letter that failed before, and no other, so that it is known to have gone well.</summary>
    private TurnEnd HandleRetried()
    {
        int one = 1;
        var end = _atFront ? HandleFront(ref one) : HandleLetters(ref one);
        if (one > 0 || end == TurnEnd.Awaiting || _first != FirstLetter.Retried) return end; // not handled, not to its end, or failed again
        EndRetry();
        return TurnEnd.Changed;
    }

    private void EndRetry()
    {
        _first = FirstLetter.Fresh;
        Details.Retries = 0;
    }

    private protected override bool HasFailedMessage => _first == FirstLetter.Failed;

    private protected override void RetryFailedMessage()
    {
        if (_first == FirstLetter.Failed) _first = FirstLetter.Retried;
    }

    /// <summary>A set-up is a turn too.</summary>
    private protected override bool MayStart()
    {
        if (_props.Gate is not { IsOpen: false } gate) return true;
        gate.OnClosed(this);
        return false;
    }

    private bool EnterGate(TurnGate gate)
    {
        if (gate.IsOpen)
        {
            TurnGate.Current = gate;
            return true;
        }

        gate.OnClosed(this);
        return false;
    }

    /// <summary>Removes a handled letter and applies what its handler returned.</summary>
    private void EndLetter(ref Letter<T> letter, Behavior<T> next)
    {
        switch (next.Tag)
        {
            case BehaviorTag.Handler:
                Install(next); // may throw: the letter is still there
                Release(ref letter);
                if (_behavior!.Tag == BehaviorTag.Stopped) BeginStop();
                break;
            case BehaviorTag.Unhandled:
                var (message, sender) = (letter.Message, letter.Sender);
                Release(ref letter);
                System.DeadLetters.Publish(message, Path.ToString(), sender, DeadLetterReason.Unhandled);
                break;
            case BehaviorTag.Stopped:
                Release(ref letter);
                BeginStop();
                break;
            default:
                Release(ref letter);
                break;
        }
    }

    private static InvalidOperationException NullBehavior() => new("the handler returned null; to go on as before, return Behavior.Same");

    private protected override bool SignalQueue() => _queue.Signal();

    private protected override void ClearQueueSignal() => _queue.ClearSignal();

    private protected override bool HasBehavior => _behavior is not null;

    private protected override void ForgetBehavior() => _behavior = null;

    private protected override bool InstallBehavior()
    {
        _behavior = null;
        BeginInstance();
        var made = _props.MakeBehavior() ?? throw new InvalidOperationException("the factory returned null instead of a behaviour");
        if (made.Tag is not (BehaviorTag.Handler or BehaviorTag.Stopped)) throw new InvalidActorStateTransitionException(Path, made.Tag.ToString());
        Install(made);
        return _behavior!.Tag != BehaviorTag.Stopped;
    }

    private protected override void Deliver(Signal signal)
    {
        if (_behavior is null) return;
        if (signal is Terminated { Actor: var ended } && TryTellOfEnd(ended)) return;
        var next = ReceiveSignal(_behavior, signal);
        if (signal is PostStop or PreRestart) return; // nothing comes after it
        if (next.Tag == BehaviorTag.Handler)
        {
            Install(next);
            next = _behavior;
        }

        if (next.Tag == BehaviorTag.Stopped) BeginStop();
    }

    /// <summary>No letter is in hand meanwhile, also where the signal comes amid a turn's letters.</summary>
    private Behavior<T> ReceiveSignal(Behavior<T> behavior, Signal signal)
    {
        bool handling = _handling;
        _handling = false;
        try
        {
            return Gate is { } gate
                ? TurnGate.CallBehind(gate, (behavior, signal), this, static (to, cell) => to.behavior.ReceiveSignal(cell, to.signal))
                : behavior.ReceiveSignal(this, signal);
        }
        finally
        {
            _handling = handling;
        }
    }

    private protected override void SignalStopping()
    {
        bool handling = _handling;
        _handling = false; // as for a signal
        try
        {
            if (_behavior is null) return;
            if (Gate is { } gate) TurnGate.CallBehind(gate, _behavior, this, static (behavior, cell) => behavior.Stopping(cell));
            else _behavior.Stopping(this);
        }
        catch (Exception cause)
        {
            CoreLog.SignalFailed(System.Log, cause, Path.ToString(), nameof(Stopping));
        }
        finally
        {
            _handling = handling;
        }
    }

    private protected override void DropFailedMessage()
    {
        if (_first != FirstLetter.Failed) return;
        _first = FirstLetter.Fresh;
        ref var letter = ref CurrentLetter();
        if (Unsafe.IsNullRef(ref letter)) return;
        var (message, sender) = (letter.Message, letter.Sender);
        Release(ref letter);
        if (sender is not MarkerRef) System.DeadLetters.Publish(message, Path.ToString(), sender, DeadLetterReason.HandlerFailed);
    }

    private protected override bool DrainToDeadLetters(long most)
    {
        BuryAside();
        for (; most > 0; most--)
        {
            ref var letter = ref _queue.Peek(this);
            if (Unsafe.IsNullRef(ref letter)) return true;
            var (message, sender) = (letter.Message, letter.Sender);
            _queue.Advance(ref letter);
            if (sender is MailboxQueue<T> mailbox)
            {
                if (!mailbox.TryTakeAtEnd(out var taken)) continue;
                (message, sender) = (taken.Message, taken.Sender);
            }

            sender = StampMarker.Unwrap(sender);
            if (sender is not MarkerRef) Bury(message, sender);
        }

        return false;
    }

    /// <summary>What is special about the letter that is first in the queue.</summary>
    private enum FirstLetter : byte
    {
        Fresh,
        Failed,
        Retried,
    }

    private enum TurnEnd
    {
        Empty,
        Changed,
        Quantum,
        Awaiting,
        Closed,
    }
}
