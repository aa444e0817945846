namespace Actors.Remote;

/// <summary>The state of the link with a peer.</summary>
public enum LinkState
{
    /// <summary>No session, and nothing needs one.</summary>
    Idle = 0,

    /// <summary>A session is being opened, or will be tried again.</summary>
    Connecting,

    /// <summary>There is a session.</summary>
    Connected,

    /// <summary>The life last met is over; another may come.</summary>
    Dead,
}
