using Actors.Remote;

namespace Actors.Cluster;

/// <content>
/// The way of a message: to the activation here, to another node, or into the shard's queue. Who may wait for room does so in the
/// activation's mailbox, on the way to the owner, or in front of the queue of a shard that nobody serves.
/// </content>
internal sealed partial class VirtualActors
{
    /// <exception cref="MailboxFullException">The activation is here, and its mailbox is full and set to say so.</exception>
    internal void Route<T>(VirtualTarget target, T message, ActorRef? sender, RouteStamp stamp)
    {
        Settle(Send(target, message, sender, stamp, RoomPatience.None, out _));
    }

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

    /// <summary>
    /// What goes to the dead letters because of it: this message, or one that gave it its place. The caller publishes it, not under a lock:
    /// listeners are not ours.
    /// </summary>
    /// <param name="target">Whom it is for.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who tells it.</param>
    /// <param name="stamp">How it has come.</param>
    /// <param name="patience">Whether it may wait for room.</param>
    /// <param name="room">With a refusal: ends when there may be room, for another try. Else: it waits in the activation's mailbox, and this ends when that is over.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    private Refusal? Send<T>(VirtualTarget target, T message, ActorRef? sender, RouteStamp stamp, RoomPatience patience, out Task? room, CancellationToken cancellationToken = default)
    {
        var shard = _shards[target.Shard];
        DeadLetterReason? refused = null;
        room = null;
        if (shard.HasWaiting || !TrySendAway(target, message, sender, stamp, out refused))
        {
            lock (shard)
            {
                if (shard.Waiting.Count == 0 && TryPost(shard, target, message, sender, patience, out var refusal, out room, cancellationToken)) return refusal;
                if (shard.Waiting.Count > 0 || !TrySendAway(target, message, sender, stamp, out refused))
                    refused = TryWait(shard, new WaitingMessage(target, message!, sender, stamp, System.Time.GetTimestamp()), patience, out room);
            }
        }

        if (refused == DeadLetterReason.OutboundFull && patience == RoomPatience.Limited) room = RoomTowards(target, cancellationToken);
        return RefusalOf(target, message, sender, refused);
    }

    /// <summary>For a teller that can be told.</summary>
    private void Settle(Refusal? refusal)
    {
        if (refusal is { Reason: DeadLetterReason.MailboxFull, Error: { } full }) throw full;
        Publish(refusal);
    }

    private Refusal? RefusalOf(VirtualTarget target, object? message, ActorRef? sender, DeadLetterReason? reason) =>
        reason is { } why ? new Refusal(System, target.Path, message, sender, why) : null;

    /// <summary>Not under a lock.</summary>
    private void Publish(Refusal? refusal)
    {
        if (refusal is null) return;
        if (refusal is { Reason: DeadLetterReason.HandlerFailed, Error: { } error } && Remote.Quiet.IsNews($"activation {refusal.Target}", "activations"))
            VirtualLog.ActivationFailed(_log, refusal.Target.ToString(), error);
        refusal.Publish();
    }

    /// <summary>True if the activation here has it, or it goes to the dead letters as <paramref name="refused"/>. Under the shard's lock.</summary>
    private bool TryPost<T>(ShardState shard, VirtualTarget target, T message, ActorRef? sender, RoomPatience patience, out Refusal? refused, out Task? room, CancellationToken cancellationToken)
    {
        refused = null;
        room = null;
        if (Volatile.Read(ref _membership) is not { } membership || !membership.Owns(target.Shard, out ulong token)) return false;
        if (shard.Gate?.Token != token)
        {
            shard.Gate?.Revoke(); // somebody else may have owned the shard in between
            foreach (var old in shard.Active) old.SendSystem(new AbandonMessage());
            shard.Gate = new VirtualGate(this, token);
        }

        var cell = target.Cell;
        if (cell is null || cell.State == CellState.Stopped || !ReferenceEquals(cell.Gate, shard.Gate))
        {
            try
            {
                cell = Activate(shard, target);
            }
            catch (Exception error) // the kind's props are the application's; neither the teller nor the sweep may end with them
            {
                refused = new Refusal(System, target.Path, message, sender, DeadLetterReason.HandlerFailed, error);
                return true;
            }

            if (cell is null) return false;
        }

        refused = cell is Cell<T> typed ? typed.Self.TryTell(message, sender, patience, out room, cancellationToken) : ((ILocalRef)cell.Self).TryTellObject(message!, sender, patience, out room, cancellationToken);
        if (refused is not { Reason: DeadLetterReason.ActorStopped }) return true;
        refused = null; // since the look above: it is for the next activation
        return false;
    }

    /// <summary>True if the message is on its way to another node, or is for one and goes to the dead letters as <paramref name="refused"/>.</summary>
    private bool TrySendAway<T>(VirtualTarget target, T message, ActorRef? sender, RouteStamp stamp, out DeadLetterReason? refused)
    {
        refused = null;
        if (Volatile.Read(ref _membership) is not { } membership || membership.Snapshot.ShardCount == 0) return false;
        var (owner, _, epoch) = membership.OwnerOf(target.Shard);
        if (epoch < stamp.Epoch)
        {
            // Whoever sent it knew better than this node, which would only send it back: it waits until this node knows too.
            OnNewerEpoch?.Invoke(stamp.Epoch);
            return false;
        }

        if (owner is null || owner.Endpoint == Remote.Self.Endpoint) return false;
        if (TurnGate.Current is { IsOpen: false })
        {
            refused = DeadLetterReason.LeaseExpired;
            return true;
        }

        if (stamp.Hops > MaxHops || Remote.TryGetPeer(owner) is not { } peer)
        {
            refused = DeadLetterReason.NoOwner;
            return true;
        }

        if (peer.IsDead(owner.Incarnation)) return false; // its successor is not known yet
        var remote = target.Remote;
        if (remote is null || !ReferenceEquals(remote.Peer, peer) || remote.Incarnation != owner.Incarnation)
            target.Remote = remote = peer.Target(target.Path, 0, owner.Incarnation);
        var client = sender is IRemoteAskRef { Peer.IsClient: true } asker ? asker : null;
        // A client has no address that the owner could answer to: it asks through this node, or is not named as the sender.
        if (sender?.Origin is IRemoteRef { Target.Peer.IsClient: true }) sender = null;
        if (client is not null && (sender = Remote.Relays.TryBegin(client, remote, _options.RelayTimeout, _options.MaxRelayedAsks, _options.MaxRelayedAsksPerClient)) is null)
        {
            refused = DeadLetterReason.NoOwner;
            return true;
        }

        refused = peer.Outbound.TryTell(remote, message!, sender, stamp with { Epoch = epoch });
        if (refused is not null && client is not null) Remote.Relays.Drop(client);
        if (refused != DeadLetterReason.PeerDead) return true;
        refused = null; // since the look above; its successor is not known yet
        return false;
    }

    /// <summary>On the way to where it was sent last: the owner may be another one by the time there is room.</summary>
    private static Task? RoomTowards(VirtualTarget target, CancellationToken cancellationToken) =>
        target.Remote is { } remote ? remote.Peer.Outbound.WaitForRoomAsync(remote, cancellationToken).AsTask() : null;
}
