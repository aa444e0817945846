namespace Actors.Remote;

/// <summary>What one stream has told one actor here since that was last seen to have nothing to do. The stream's <see cref="InboundLoad"/> keeps it.</summary>
internal sealed class ActorLoad(ActorPath path)
{
    /// <summary>Routers among a router's routees, and among theirs.</summary>
    private const int RouterLevels = 3;

    private readonly BacklogSize _told = new();

    internal ActorPath Path => path;

    /// <summary>Who was found at the path last: another life, or another activation, takes the place of the one before.</summary>
    internal required ActorRef Actor { get; set; }

    /// <summary>False once the actor has caught up: what is told it from then on is counted anew.</summary>
    internal bool IsListed { get; set; }

    /// <summary>Looks at the mailbox: bytes of it that wait, about, if it is emptied in order.</summary>
    internal long Look()
    {
        var local = Actor as ILocalRef ?? (Actor as IActivationRef)?.Activation;
        long depth = local?.WaitingWithin(RouterLevels) ?? 0;
        return depth <= 0 ? 0 : _told.Of(depth);
    }

    internal void Told(int bytes) => _told.Told(bytes);

    internal void Merge(ActorLoad other)
    {
        Actor = other.Actor;
        _told.Merge(other._told);
    }
}
