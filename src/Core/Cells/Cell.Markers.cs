namespace Actors;

/// <content>Letters that are no message of the user's, or stand for one.</content>
internal sealed partial class Cell<T>
{
    /// <summary>A letter that stands for a message becomes this message, to be handled at once: whatever came in between might mean that it is wanted no more.</summary>
    private MarkerEnd HandleMarker(MarkerRef marker, ref Letter<T> letter)
    {
        switch (marker)
        {
            case TimerMarker<T> { Timer: var timer } when timer.TryFire():
                letter = new Letter<T> { Message = timer.Message };
                return MarkerEnd.Message;
            case MailboxQueue<T> mailbox:
                return HandleMailbox(mailbox, ref letter);
        }

        _queue.Advance(ref letter);
        switch (marker)
        {
            case PoisonMarker:
                BeginStop();
                return MarkerEnd.Changed;
            case IdleMarker<T> { Timer: var idle } when idle.IsDue():
                Signal(ReceiveTimeout.Instance);
                return MarkerEnd.Changed;
            default:
                return MarkerEnd.Gone;
        }
    }

    /// <summary>A mailbox that throws fails the actor, but no message: the marker is done with, and another one is posted for what waits.</summary>
    private MarkerEnd HandleMailbox(MailboxQueue<T> mailbox, ref Letter<T> letter)
    {
        try
        {
            if (mailbox.TryTake(out var taken))
            {
                letter = taken;
                return MarkerEnd.Message;
            }

            _queue.Advance(ref letter);
            return MarkerEnd.Gone;
        }
        catch (Exception cause)
        {
            _queue.Advance(ref letter);
            Fail(cause);
            return MarkerEnd.Changed;
        }
    }

    private Behavior<T> ReceiveTaken(ref Letter<T> letter)
    {
        if (letter.Sender is StampMarker stamp) return ReceiveStamped(stamp, ref letter);
        _sender = letter.Sender;
        return _behavior!.Receive(this, letter.Message) ?? throw NullBehavior();
    }

    private enum MarkerEnd
    {
        /// <summary>It was removed, and the actor is as before.</summary>
        Gone,

        /// <summary>A message stands in its place.</summary>
        Message,

        /// <summary>It was removed, and the actor's state may have changed.</summary>
        Changed,
    }
}
