namespace Actors.Remote;

/// <summary>What is for one actor and stays behind a large message for it, in order. The data pump's own.</summary>
/// <param name="path">Whose it is; null: a reply's, which nothing stays behind.</param>
internal sealed class HeldPath(ActorPath? path)
{
    internal ActorPath? Path => path;

    /// <summary>The oldest may itself be a large one that has found no room.</summary>
    internal Queue<HeldItem> Followers { get; } = new();

    /// <summary>A large one for it is being sent.</summary>
    internal bool IsSending { get; set; }

    /// <summary>The oldest follower is a large one, and must wait until others have been sent.</summary>
    internal bool WantsRoom { get; set; }
}

/// <summary>An item that waits, and the time before which it was told.</summary>
internal readonly record struct HeldItem(OutboundItem Item, HeldEra Era);
