using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>The instruments of the meter <c>Actors</c> and the source of its activities. One set for all systems; each value names its system.</summary>
/// <remarks>
/// While nobody listens a Tell costs four reads more (half a nanosecond), a turn as many, and nothing is allocated. What has to be
/// timed is stamped at the Tell (<see cref="StampMarker"/>), so the mailbox itself is no bigger. What a listener throws is
/// logged once for a system and else ignored: it must not end a turn halfway.
/// </remarks>
internal static class ActorMetrics
{
    internal const string Name = "Actors";

    internal static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Handled =
        Meter.CreateCounter<long>("actors.messages.handled", "{message}", "User messages whose handler was called.");

    private static readonly Histogram<double> QueueTime =
        Meter.CreateHistogram<double>("actors.queue.time", "s", "Time from the Tell to the call of the handler; sampled.");

    private static readonly Histogram<double> HandlingTime =
        Meter.CreateHistogram<double>("actors.handling.time", "s", "Time in the handler, to the end of what it awaits; sampled.");

    private static readonly Histogram<long> MailboxDepth =
        Meter.CreateHistogram<long>("actors.mailbox.depth", "{message}", "Messages in the mailbox when one was taken from it, itself included; sampled.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("actors.failures", "{failure}", "Handlers and set-ups that threw.");

    private static readonly Counter<long> Restarts =
        Meter.CreateCounter<long>("actors.restarts", "{restart}", "Actors replaced by a fresh instance.");

    private static readonly Counter<long> DeadLetterCount =
        Meter.CreateCounter<long>("actors.dead_letters", "{message}", "Messages that were not handled, by reason.");

    private static readonly LiveSystems Systems = new();

    private static bool s_timesHandling;

    [ThreadStatic]
    private static uint t_tells;

    [ThreadStatic]
    private static RemoteTeller? t_remoteTeller;

    static ActorMetrics() =>
        Meter.CreateObservableUpDownCounter("actors.alive", Systems.CountActors, "{actor}", "Actors that have been spawned and have not stopped, the guardians included.");

    /// <summary>True if somebody wants to know of single messages.</summary>
    /// <remarks>Every read here is in every Tell: hence a flag, as fresh as the last turn, for what needs no stamp from before the listener came.</remarks>
    internal static bool WantsStamps
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_timesHandling || QueueTime.Enabled || Activities.HasListeners();
    }

    /// <summary>Set around what is told in the name of another process: its activity stands for this thread's.</summary>
    internal static RemoteTeller? RemoteTeller
    {
        get => t_remoteTeller;
        set => t_remoteTeller = value;
    }

    internal static void Add(ActorSystem system) => Systems.Add(system);

    internal static void Remove(ActorSystem system) => Systems.Remove(system);

    /// <summary>What to put in the sender's place of a letter: <paramref name="sender"/> itself, or a stamp around it if this one is to be timed or traced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static ActorRef? Stamp(ActorSystem system, ActorRef? sender)
    {
        if (sender is MarkerRef) return sender;
        bool timed = (s_timesHandling || QueueTime.Enabled) && t_tells++ % (uint)system.MeasureOneIn == 0;
        object? teller = Activities.HasListeners() ? t_remoteTeller ?? (object?)Activity.Current : null;
        return timed || teller is not null ? new StampMarker(sender, teller, timed ? system.Time.GetTimestamp() : StampMarker.Untimed) : sender;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void OnHandled(ActorSystem system, long count)
    {
        bool timesHandling = HandlingTime.Enabled || MailboxDepth.Enabled;
        if (timesHandling != s_timesHandling) s_timesHandling = timesHandling;
        if (Handled.Enabled && count > 0) AddHandled(system, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddHandled(ActorSystem system, long count)
    {
        try
        {
            Handled.Add(count, Tag(system));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    internal static void OnTaken(ActorSystem system, long toldAt, long now, long depth)
    {
        try
        {
            QueueTime.Record(system.Time.GetElapsedTime(toldAt, now).TotalSeconds, Tag(system));
            MailboxDepth.Record(depth, Tag(system));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    internal static void OnDone(ActorSystem system, long takenAt, string message)
    {
        try
        {
            HandlingTime.Record(system.Time.GetElapsedTime(takenAt).TotalSeconds, Tag(system), new("actors.message", message));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    internal static void OnFailed(ActorSystem system, Exception cause)
    {
        if (!Failures.Enabled) return;
        try
        {
            Failures.Add(1, Tag(system), new("error.type", cause.GetType().FullName));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    internal static void OnRestarted(ActorSystem system)
    {
        if (!Restarts.Enabled) return;
        try
        {
            Restarts.Add(1, Tag(system));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    internal static void OnDeadLetter(ActorSystem system, DeadLetterReason reason)
    {
        if (!DeadLetterCount.Enabled) return;
        try
        {
            DeadLetterCount.Add(1, Tag(system), new("actors.reason", reason.ToString()));
        }
        catch (Exception error)
        {
            system.OnMeasuringFailed(error);
        }
    }

    private static KeyValuePair<string, object?> Tag(ActorSystem system) => new("actors.system", system.Name);
}
