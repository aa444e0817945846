namespace Actors;

/// <summary>What the period of a repeated message is counted from.</summary>
public enum RepeatMode
{
    /// <summary>From when the message was due: the average rate holds. One that is due while the one before still waits in the mailbox is left out.</summary>
    FixedRate,

    /// <summary>From when the actor began to handle the message before: at least the period lies between two.</summary>
    FixedDelay,
}
