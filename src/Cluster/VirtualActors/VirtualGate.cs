namespace Actors.Cluster;

/// <summary>Lets the virtual actors of one shard run while this node holds the lease and has not lost the shard.</summary>
internal sealed class VirtualGate(VirtualActors actors, ulong token) : TurnGate
{
    private bool _revoked;

    internal ulong Token => token;

    internal override long FencingToken => (long)token;

    internal override bool IsOpen => !Volatile.Read(ref _revoked) && actors.HasLease;

    /// <summary>The shard has another owner, or may have: never opens again.</summary>
    internal void Revoke() => Volatile.Write(ref _revoked, true);

    internal override void OnClosed(Cell cell)
    {
        if (!Volatile.Read(ref _revoked)) actors.ThawLater(cell, this);
    }

    internal override bool TryReroute(Cell cell, object message, ActorRef? sender) => actors.TryReroute(cell, message, sender);
}
