using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Stands in a letter's sender field while somebody listens to metrics or traces: the sender, and when and within which activity it told.</summary>
internal sealed class StampMarker(ActorRef? sender, Activity? teller, long toldAt) : MarkerRef
{
    internal const long Untimed = long.MinValue;

    private Activity? _activity;
    private long _takenAt = Untimed;

    internal ActorRef? Sender => sender;

    /// <summary>The true sender, whether stamped or not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ActorRef? Unwrap(ActorRef? sender) => sender is StampMarker stamp ? stamp.Sender : sender;

    /// <summary>Before the handler is called: records the time in the queue and makes the activity current. Returns the one to go back to.</summary>
    internal Activity? Begin(Cell cell, string message)
    {
        if (toldAt != Untimed)
        {
            _takenAt = cell.System.Time.GetTimestamp();
            ActorMetrics.OnTaken(cell.System, toldAt, _takenAt, cell.Depth);
        }

        if (teller is null) return null;
        var before = Activity.Current;
        _activity = ActorMetrics.Activities.StartActivity($"handle {message}", ActivityKind.Consumer, teller.Context);
        if (_activity is { IsAllDataRequested: true })
        {
            _activity.SetTag("actors.path", cell.Path.ToString());
            _activity.SetTag("actors.system", cell.System.Name);
            _activity.SetTag("actors.message", message);
        }

        return before;
    }

    /// <summary>The handler has returned: what runs next on this thread is not within its activity.</summary>
    internal void Leave(Activity? before)
    {
        if (teller is not null) Activity.Current = before;
    }

    /// <summary>The handler has ended, perhaps long after it returned.</summary>
    internal void End(Cell cell, string message, Exception? failure)
    {
        if (_takenAt != Untimed) ActorMetrics.OnDone(cell.System, _takenAt, message);
        if (_activity is not { } activity) return;
        if (failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            activity.SetTag("error.type", failure.GetType().FullName);
        }

        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
