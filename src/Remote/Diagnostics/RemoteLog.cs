using Microsoft.Extensions.Logging;

namespace Actors.Remote;

/// <summary>Every line that Actors.Remote logs. Event ids 2000-2099 are stable.</summary>
internal static partial class RemoteLog
{
    [LoggerMessage(2000, LogLevel.Information, "Listening as {Node}")]
    internal static partial void Listening(ILogger log, NodeAddress node);

    [LoggerMessage(2001, LogLevel.Information, "Connected with {Peer}, incarnation {Incarnation}")]
    internal static partial void Connected(ILogger log, string peer, ulong incarnation);

    [LoggerMessage(2002, LogLevel.Warning, "Disconnected from {Peer}: {Reason}")]
    internal static partial void Disconnected(ILogger log, string peer, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Cannot connect with {Peer}: {Problem}; trying on")]
    internal static partial void CannotConnect(ILogger log, string peer, string problem);

    [LoggerMessage(2004, LogLevel.Warning, "Giving up {Peer}: {Reason}")]
    internal static partial void GivenUp(ILogger log, string peer, string reason);

    [LoggerMessage(EventId = 2005, Message = "{Peer} is dead up to incarnation {Incarnation}: {Reason}")]
    internal static partial void Dead(ILogger log, LogLevel level, string peer, ulong incarnation, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "Refusing {Peer}: {Reason}: {Detail}")]
    internal static partial void Refusing(ILogger log, string peer, Proto.RejectReason reason, string detail);

    [LoggerMessage(2017, LogLevel.Warning, "Slowing {Peer}: {Detail}")]
    internal static partial void Slowing(ILogger log, string peer, string detail);

    [LoggerMessage(2007, LogLevel.Error, "Refused by {Peer}: {Reason}: {Detail}")]
    internal static partial void RefusedByPeer(ILogger log, string peer, Proto.RejectReason reason, string detail);

    [LoggerMessage(2008, LogLevel.Error, "A {Message} for {Peer} cannot be serialised")]
    internal static partial void NotSerializable(ILogger log, Exception error, string message, string peer);

    [LoggerMessage(2014, LogLevel.Error, "A {Message} for {Peer} cannot be sent: {Problem}")]
    internal static partial void TooLarge(ILogger log, string message, string peer, string problem);

    [LoggerMessage(2015, LogLevel.Error, "Writing to {Peer} failed; the session ends, and what it was to carry goes on with the next one")]
    internal static partial void CannotWrite(ILogger log, Exception error, string peer);

    [LoggerMessage(2010, LogLevel.Information, "Parted from {Peer}: {Reason}")]
    internal static partial void Parted(ILogger log, string peer, string reason);

    [LoggerMessage(2018, LogLevel.Information, "{Peer} is leaving and takes no session; waiting for another life of it where something is for it")]
    internal static partial void IsLeaving(ILogger log, NodeAddress peer);

    [LoggerMessage(2016, LogLevel.Warning, "There have been {Limit} lines about {Peer} within {Interval}; what else is the matter with it is not logged until that has passed, only counted (RemoteNode.Counters)")]
    internal static partial void Muted(ILogger log, string peer, int limit, TimeSpan interval);

    [LoggerMessage(2009, LogLevel.Warning, "{Peer} sent a malformed message: {Problem}")]
    internal static partial void MalformedMessage(ILogger log, string peer, string problem);

    [LoggerMessage(2011, LogLevel.Warning, "The message {Message} is not the same here and on {Peer}: {Difference}; give both nodes one version of it, or change it by adding members at the end only")]
    internal static partial void MessageDiffers(ILogger log, string message, string peer, string difference);

    [LoggerMessage(2012, LogLevel.Information, "The message {Message} has another version on {Peer}: {Difference}; both can read it")]
    internal static partial void MessageOfOtherVersion(ILogger log, string message, string peer, string difference);

    [LoggerMessage(2040, LogLevel.Warning, "{Consumer} knows {Limit} producers, all with messages waiting, and takes no further one (DeliveryOptions.MaxProducers)")]
    internal static partial void TooManyProducers(ILogger log, string consumer, int limit);

    [LoggerMessage(2050, LogLevel.Warning, "A peer's spawn under {Parent} failed")]
    internal static partial void SpawnFailed(ILogger log, Exception error, ActorPath parent);

    [LoggerMessage(2051, LogLevel.Information, "{Peer} has spawned {Actor} when nobody waited for it any more")]
    internal static partial void LateSpawn(ILogger log, string peer, string actor);

    /// <summary>A message that both nodes know, and one of them otherwise.</summary>
    internal static void Differs(ILogger log, string id, string peer, bool isCompatible, string text)
    {
        if (isCompatible) MessageOfOtherVersion(log, id, peer, text);
        else MessageDiffers(log, id, peer, text);
    }
}
