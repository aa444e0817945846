using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>Stands in a letter's sender field while somebody listens to metrics or traces: the sender, and when and within which activity it told.</summary>
/// <param name="sender">The true sender.</param>
/// <param name="teller">The <see cref="Activity"/> it told within, or the <see cref="RemoteTeller"/> of another process; null: none.</param>
/// <param name="toldAt">When, or <see cref="Untimed"/>.</param>
internal sealed class StampMarker(ActorRef? sender, object? teller, long toldAt) : MarkerRef
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
        try
        {
            BeginActivity(cell, message, (teller as Activity)?.Context ?? ((RemoteTeller)teller).Context);
        }
        catch (Exception error)
        {
            cell.System.OnMeasuringFailed(error);
        }

        return before;
    }

    private void BeginActivity(Cell cell, string message, ActivityContext parent)
    {
        _activity = ActorMetrics.Activities.StartActivity($"handle {message}", ActivityKind.Consumer, parent);
        if (_activity is { IsAllDataRequested: true })
        {
            _activity.SetTag("actors.path", cell.Path.ToString());
            _activity.SetTag("actors.system", cell.System.Name);
            _activity.SetTag("actors.message", message);
        }
    }

    /// <summary>The handler has returned: what runs next on this thread is not within its activity.</summary>
    internal void Leave(Activity? before)
    {
        if (teller is not null) Activity.Current = before;
    }

    /// <summary>The handler has ended, perhaps long after it returned. The first call counts.</summary>
    internal void End(Cell cell, string message, Exception? failure)
    {
        if (_takenAt != Untimed) ActorMetrics.OnDone(cell.System, _takenAt, message);
        _takenAt = Untimed;
        if (_activity is not { } activity) return;
        _activity = null;
        if (failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
            activity.SetTag("error.type", failure.GetType().FullName);
        }

        var current = Activity.Current;
        try
        {
            activity.Stop();
        }
        catch (Exception error)
        {
            cell.System.OnMeasuringFailed(error);
        }

        Activity.Current = current;
    }
}
