using Actors.Remote;

namespace Actors.Cluster;

/// <content>Tellers that wait for room: in the activation's mailbox here, on the way to the owner, or in the queue of a shard that nobody serves.</content>
internal sealed partial class VirtualActors
{
    /// <exception cref="MailboxFullException">The activation is here, and its mailbox is full and set to say so, or too many wait at it.</exception>
    internal ValueTask RouteAsync<T>(VirtualTarget target, T message, RouteStamp stamp, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var refusal = Send(target, message, null, stamp, RoomPatience.Limited, out var room, cancellationToken);
        return refusal is null && room is null ? ValueTask.CompletedTask : new ValueTask(RouteLaterAsync(target, message, stamp, refusal, room, cancellationToken));
    }

    /// <summary>See <see cref="ActorRef{T}.Offer"/>. What is to be forwarded does not wait: two nodes that know different owners would wait for each other.</summary>
    internal Task? Offer<T>(VirtualTarget target, T message, ActorRef? sender, RouteStamp stamp)
    {
        Publish(Send(target, message, sender, stamp, RoomPatience.Unlimited, out var room));
        return room;
    }

    private async Task RouteLaterAsync<T>(VirtualTarget target, T message, RouteStamp stamp, Refusal? refusal, Task? room, CancellationToken cancellationToken)
    {
        while (refusal is not null && room is not null)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
            refusal = Send(target, message, null, stamp, RoomPatience.Limited, out room, cancellationToken);
        }

        if (room is not null) await room.ConfigureAwait(false);
        else Settle(refusal);
    }

    /// <summary>On the way to where it was sent last: the owner may be another one by the time there is room.</summary>
    private static Task? RoomTowards(VirtualTarget target, CancellationToken cancellationToken) =>
        target.Remote is { } remote ? remote.Peer.Outbound.WaitForRoomAsync(remote, cancellationToken).AsTask() : null;
}
