namespace Actors.Remote;

/// <summary>Why another node has not spawned an actor; see <see cref="RemoteSpawnException"/>.</summary>
public enum SpawnFailure
{
    /// <summary>A reason that a later version of the other node gave.</summary>
    Unspecified = 0,

    /// <summary>The other node has no kind of that name.</summary>
    UnknownKind,

    /// <summary>The other node does not let this one spawn that kind; or this actor may not send now because its node's lease has expired.</summary>
    Forbidden,

    /// <summary>An actor holds the name.</summary>
    NameExists,

    /// <summary>The name is not a valid path segment.</summary>
    InvalidName,

    /// <summary>Too many within a second (<see cref="RemoteOptions.MaxSpawnsPerSecond"/>), or too many at all (<see cref="RemoteOptions.MaxSpawnedActors"/>).</summary>
    Limit,

    /// <summary>The kind's props could not be made, or the actor's set-up threw or stopped it; the other node's log has the error.</summary>
    SetUpFailed,

    /// <summary>The kind's actors do not take the message type that was named.</summary>
    WrongMessage,

    /// <summary>The kind takes no argument, or one of another type, or could not read it.</summary>
    WrongArgument,

    /// <summary>The node ends, or has begun another life. The actor may have been spawned before.</summary>
    Ending,

    /// <summary>The other node is dead, has been given up, or the link to it cannot be opened. The actor may have been spawned before.</summary>
    PeerDead,

    /// <summary>No answer in time. The actor may have been spawned, or may be yet.</summary>
    NotAnswered,
}
