using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>A handler that has not ended yet. Made by an actor's first one and used again.</summary>
internal sealed class AwaitedHandler<T>
{
    private readonly Action _schedule;
    private ValueTask<Behavior<T>> _task;

    internal AwaitedHandler(Cell<T> cell) => _schedule = () => cell.Dispatcher.Schedule(cell);

    /// <summary>Set if the message is timed or traced.</summary>
    internal StampMarker? Stamp { private get; set; }

    internal bool IsPending { get; private set; }

    internal ValueTask<Behavior<T>> Task
    {
        set
        {
            _task = value;
            IsPending = true;
        }
    }

    /// <summary>Schedules the cell when the handler ends, at once if it has.</summary>
    /// <remarks>Through the dispatcher's synchronization context, if it has one, so that a manual dispatcher decides when.</remarks>
    internal void ScheduleAtEnd() => _task.GetAwaiter().UnsafeOnCompleted(_schedule);

    internal StampMarker? TakeStamp()
    {
        var stamp = Stamp;
        Stamp = null;
        return stamp;
    }

    /// <summary>What the handler returned; throws what it threw.</summary>
    internal Behavior<T> TakeResult()
    {
        IsPending = false;
        var task = _task;
        _task = default;
        return task.GetAwaiter().GetResult();
    }
}
