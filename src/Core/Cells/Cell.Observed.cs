using System.Runtime.CompilerServices;

namespace Actors;

/// <content>The handling of a message that is timed or traced, apart from the hot path.</content>
internal sealed partial class Cell<T>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PostStamped(T message, ActorRef? sender)
    {
        if (_queue.Enqueue(this, new Letter<T> { Message = message, Sender = ActorMetrics.Stamp(System, sender) })) Dispatcher.Schedule(this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Behavior<T> ReceiveStamped(StampMarker stamp, ref Letter<T> letter)
    {
        letter.Sender = _sender = stamp.Sender; // from here on it is a letter like any other, whatever becomes of it
        string message = typeof(T).Name;
        var before = stamp.Begin(this, message);
        Exception? failure = null;
        bool pending = false;
        try
        {
            var next = _behavior!.Receive(this, letter.Message) ?? throw NullBehavior();
            pending = next.Tag == BehaviorTag.Pending;
            return next;
        }
        catch (Exception cause)
        {
            failure = cause;
            throw;
        }
        finally
        {
            stamp.Leave(before);
            if (pending) _awaited!.Stamp = stamp;
            else stamp.End(this, message, failure);
        }
    }
}
