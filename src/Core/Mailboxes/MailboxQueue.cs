namespace Actors;

/// <summary>
/// The mailbox of an actor that has another than the default: messages wait in an <see cref="IMailbox{T}"/>, and for each
/// the actor's own queue holds this object as a marker. The turn that finds the marker takes the next message in its
/// place. So waking, failing, poison and stopping are the same for every mailbox, and the default one costs nothing more.
/// </summary>
/// <remarks>
/// A message given up to make room leaves its marker to its successor: there are never more markers than messages. Room
/// that becomes free is given to the first waiter under the same lock, so nobody overtakes those that wait.
/// </remarks>
internal sealed class MailboxQueue<T>(Cell<T> cell, IMailbox<T> mailbox, MailboxOptions options) : MarkerRef
{
    private readonly Lock _lock = new();
    private readonly LinkedList<MailboxWaiter<T>> _waiting = [];
    private int _markers;
    private bool _closed;

    private enum Outcome
    {
        Taken,
        Displaced,
        Full,
        Waits,
        Crowded,
        Closed,
        Failed,
    }

    internal int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Any thread.</summary>
    /// <exception cref="MailboxFullException">No room, and set to say so.</exception>
    internal void Add(T message, ActorRef? sender) => Add(Stamped(message, sender), maxWaiting: 0);

    /// <summary>As <see cref="Add(T, ActorRef?)"/>, except that nobody is told of what is refused, and nothing is thrown: that is the caller's. Any thread, also under its locks.</summary>
    internal Refusal? TryAdd(T message, ActorRef? sender, RoomPatience patience, out Task? room, CancellationToken cancellationToken)
    {
        var envelope = Stamped(message, sender);
        var outcome = Put(envelope, MaxWaiting(patience, sender), out var displaced, out var waiter, out var failure);
        if (waiter is not null && cancellationToken.CanBeCanceled) waiter.CancelWith(cancellationToken);
        room = waiter?.Task;
        return outcome switch
        {
            Outcome.Displaced => Refused(displaced, DeadLetterReason.MailboxDisplaced),
            Outcome.Full => Refused(envelope, DeadLetterReason.MailboxFull, options.Overflow == MailboxOverflow.Fail ? Full() : null),
            Outcome.Crowded => Refused(envelope, DeadLetterReason.MailboxFull, Crowded()),
            Outcome.Failed => Refused(envelope, DeadLetterReason.MailboxFailed, failure),
            Outcome.Closed => Refused(envelope, DeadLetterReason.ActorStopped),
            _ => null,
        };

        Refusal Refused(in Envelope<T> refused, DeadLetterReason reason, Exception? error = null) => new(cell.System, cell.Path, refused.Message, refused.Sender, reason, error);
    }

    /// <summary>See <see cref="LocalRef{T}.Offer"/>. More may wait than <see cref="MailboxOptions.MaxWaiting"/>: the teller brings no more until there is room. Any thread.</summary>
    internal Task? Offer(T message, ActorRef? sender)
    {
        if (TryAdd(message, sender, RoomPatience.Unlimited, out var room, default) is { } refusal)
        {
            if (refusal.Reason == DeadLetterReason.ActorStopped) cell.Bury(message, sender);
            else refusal.Publish();
        }

        return room;
    }

    /// <summary>As <see cref="Add(T, ActorRef?)"/>, but waits for room where that is set.</summary>
    internal ValueTask AddAsync(T message, ActorRef? sender, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        try
        {
            var waiter = Add(Stamped(message, sender), MaxWaiting(RoomPatience.Limited, sender));
            if (waiter is null) return ValueTask.CompletedTask;
            if (cancellationToken.CanBeCanceled) waiter.CancelWith(cancellationToken);
            return new ValueTask(waiter.Task);
        }
        catch (ActorException refusal)
        {
            return ValueTask.FromException(refusal);
        }
    }

    /// <summary>The actor's turn, for each marker once. False if the mailbox has nothing, which is well.</summary>
    internal bool TryTake(out Letter<T> letter)
    {
        MailboxWaiter<T>? over;
        bool taken;
        Envelope<T> envelope;
        lock (_lock)
        {
            _markers = Math.Max(0, _markers - 1);
            try
            {
                taken = mailbox.TryTake(out envelope);
                over = AdmitWaiters();
            }
            finally
            {
                PostMarkers(_closed ? 0 : MissingMarkers()); // one that has stopped does not try a mailbox that threw again and again
            }
        }

        ReportRefused(over);
        Tell(over);
        letter = taken ? envelope.ToLetter() : default;
        return taken;
    }

    /// <summary>As <see cref="TryTake"/>, for an actor that has stopped and cannot fail any more.</summary>
    internal bool TryTakeAtEnd(out Letter<T> letter)
    {
        try
        {
            return TryTake(out letter);
        }
        catch (Exception error)
        {
            CoreLog.MailboxFailed(cell.System.Log, error, cell.Path.ToString());
            cell.System.DeadLetters.Publish($"a message that the mailbox of {cell.Path} does not give back", cell.Path.ToString(), null, DeadLetterReason.MailboxFailed);
            letter = default;
            return false;
        }
    }

    /// <summary>The actor has stopped: who waits for room is told, and what comes from here on is a dead letter.</summary>
    internal void Close()
    {
        MailboxWaiter<T>? over = null;
        lock (_lock)
        {
            _closed = true;
            for (; _waiting.Last is { } last; _waiting.RemoveLast()) over = End(last.Value, over);
        }

        for (var waiter = over; waiter is not null; waiter = waiter.Next)
        {
            if (!cell.Bury(waiter.Envelope.Message, waiter.Envelope.Sender)) waiter.Error = Stopped();
        }

        Tell(over);
    }

    internal void Cancel(MailboxWaiter<T> waiter, CancellationToken token)
    {
        lock (_lock)
        {
            if (waiter.IsOver) return;
            _waiting.Remove(waiter.Place!);
            End(waiter, null).Error = new OperationCanceledException(token);
        }

        Tell(waiter);
    }

    /// <summary>False if the waiter is over already and needs no registration.</summary>
    internal bool TryKeep(MailboxWaiter<T> waiter, CancellationTokenRegistration registration)
    {
        lock (_lock)
        {
            if (!waiter.IsOver) waiter.Keep(registration);
            return !waiter.IsOver;
        }
    }

    /// <summary>What waits for room, or null.</summary>
    private MailboxWaiter<T>? Add(in Envelope<T> envelope, int maxWaiting)
    {
        switch (Put(envelope, maxWaiting, out var displaced, out var waiter, out var failure))
        {
            case Outcome.Displaced:
                Drop(displaced, DeadLetterReason.MailboxDisplaced);
                break;
            case Outcome.Full when options.Overflow == MailboxOverflow.Fail:
                throw Full();
            case Outcome.Full:
                Drop(envelope, DeadLetterReason.MailboxFull);
                break;
            case Outcome.Crowded:
                throw Crowded();
            case Outcome.Failed:
                ReportFailed(envelope, failure!);
                break;
            case Outcome.Closed:
                if (!cell.Bury(envelope.Message, envelope.Sender) && maxWaiting > 0) throw Stopped();
                break;
        }

        return waiter;
    }

    private Outcome Put(in Envelope<T> envelope, int maxWaiting, out Envelope<T> displaced, out MailboxWaiter<T>? waiter, out Exception? failure)
    {
        Outcome outcome;
        displaced = default;
        waiter = null;
        failure = null;
        int markers;
        lock (_lock)
        {
            try
            {
                outcome = Offer(envelope, maxWaiting, out displaced, out waiter);
            }
            catch (Exception error)
            {
                failure = error;
                outcome = Outcome.Failed;
            }

            markers = MissingMarkers();
        }

        PostMarkers(markers);
        if (options.Capacity != MailboxOptions.Unlimited) ThreadPoolDispatcher.CutBurst(); // or it would be full by the burst's end, though the actor may be quick enough
        return outcome;
    }

    private Envelope<T> Stamped(T message, ActorRef? sender) =>
        new(message, sender) { Stamp = ActorMetrics.WantsStamps ? ActorMetrics.Stamp(cell.System, sender) as StampMarker : null };

    private Outcome Offer(in Envelope<T> envelope, int maxWaiting, out Envelope<T> displaced, out MailboxWaiter<T>? waiter)
    {
        displaced = default;
        waiter = null;
        if (_closed) return Outcome.Closed;
        if (mailbox.Count < options.Capacity)
        {
            mailbox.Add(envelope);
            return Outcome.Taken;
        }

        if (maxWaiting > 0)
        {
            if (_waiting.Count >= maxWaiting) return Outcome.Crowded;
            waiter = new MailboxWaiter<T>(this, envelope);
            waiter.Place = _waiting.AddLast(waiter);
            return Outcome.Waits;
        }

        if (options.Overflow != MailboxOverflow.DropOldest) return Outcome.Full;
        mailbox.Add(envelope); // first, so that a priority mailbox may give up the newcomer
        return mailbox.TryDrop(out displaced) ? Outcome.Displaced : Outcome.Taken;
    }

    private MailboxWaiter<T>? AdmitWaiters()
    {
        MailboxWaiter<T>? over = null;
        while (mailbox.Count < options.Capacity && _waiting.First is { Value: var waiter })
        {
            _waiting.RemoveFirst();
            over = End(waiter, over);
            try
            {
                mailbox.Add(waiter.Envelope);
            }
            catch (Exception error)
            {
                waiter.Error = error;
            }
        }

        return over;
    }

    private static MailboxWaiter<T> End(MailboxWaiter<T> waiter, MailboxWaiter<T>? others)
    {
        waiter.IsOver = true;
        waiter.Next = others;
        return waiter;
    }

    private int MissingMarkers()
    {
        int missing = Math.Max(0, mailbox.Count - _markers);
        _markers += missing;
        return missing;
    }

    private void PostMarkers(int count)
    {
        for (; count > 0; count--) cell.Post(default!, this);
    }

    /// <summary>By the system's dispatcher: what awaits is the teller's, and may not hold up a thread of the actor's own.</summary>
    private void Tell(MailboxWaiter<T>? over)
    {
        while (over is not null)
        {
            var next = over.Next; // scheduled, it may be gone at once
            cell.System.Dispatcher.Schedule(over);
            over = next;
        }
    }

    /// <summary>Those of the waiters at whose message the mailbox threw. Not under the lock: loggers and listeners are the user's.</summary>
    private void ReportRefused(MailboxWaiter<T>? over)
    {
        for (var waiter = over; waiter is not null; waiter = waiter.Next)
        {
            if (waiter.Error is { } error) ReportFailed(waiter.Envelope, error);
        }
    }

    private void ReportFailed(in Envelope<T> envelope, Exception error)
    {
        CoreLog.MailboxFailed(cell.System.Log, error, cell.Path.ToString());
        Drop(envelope, DeadLetterReason.MailboxFailed);
    }

    private void Drop(in Envelope<T> envelope, DeadLetterReason reason) =>
        cell.System.DeadLetters.Publish(envelope.Message, cell.Path.ToString(), envelope.Sender, reason);

    private int MaxWaiting(RoomPatience patience, ActorRef? sender) =>
        patience == RoomPatience.None || options.Overflow != MailboxOverflow.Backpressure || sender is IAskRef ? 0
        : patience == RoomPatience.Limited ? options.MaxWaiting
        : int.MaxValue;

    private MailboxFullException Crowded() => new(cell.Path, options.MaxWaiting, nameof(MailboxOptions.MaxWaiting));

    private MailboxFullException Full() => new(cell.Path, options.Capacity, nameof(MailboxOptions.Capacity));

    private DeadActorException Stopped() => new(cell.Path.ToString(), DeadLetterReason.ActorStopped);
}
