namespace Actors;

/// <summary>Whether a message may wait for room in a mailbox with <see cref="MailboxOverflow.Backpressure"/>. An ask never does.</summary>
internal enum RoomPatience
{
    /// <summary>What finds no room is refused.</summary>
    None,

    /// <summary>As one of <see cref="MailboxOptions.MaxWaiting"/>.</summary>
    Limited,

    /// <summary>Also beyond those: whoever brings it brings no more until there is room, or has a bound of its own.</summary>
    Unlimited,
}
