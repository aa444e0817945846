namespace Actors.Remote;

/// <summary>Stands in an outbound item's sender field where the message belongs to an activity: the sender, and the TraceContext to send.</summary>
internal sealed class TracedSender(ActorRef? sender, byte[] trace) : MarkerRef
{
    internal ActorRef? Sender => sender;

    internal byte[] Trace => trace;
}
