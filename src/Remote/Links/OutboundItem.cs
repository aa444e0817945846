namespace Actors.Remote;

/// <summary>What waits in a data pump.</summary>
/// <remarks>It is copied twice on its way. What is no reference takes three words: from four on the compiler copies by <c>rep movsq</c>, which starts slowly (6 ns of a message's 400).</remarks>
internal struct OutboundItem
{
    internal OutboundKind Kind;

    /// <summary>An AskFailure.</summary>
    internal byte Failure;

    /// <summary>Nobody forwards a message anywhere near as often.</summary>
    internal ushort Hops;

    /// <summary>What it counts for while it waits, in bytes; 0: the mean of all.</summary>
    internal int Weight;
    internal RemoteTarget? Target;
    internal object? Message;
    private ActorRef? _sender;

    /// <summary>Replies and failures: the ask's number. Tells of virtual actors, and pulses: the placement epoch known here.</summary>
    internal ulong Number;
    internal ulong Incarnation;

    /// <summary>Set to a <see cref="TracedSender"/> where the message belongs to an activity; the item is no bigger for it.</summary>
    internal ActorRef? Sender
    {
        readonly get => _sender is TracedSender traced ? traced.Sender : _sender;
        set => _sender = value;
    }

    /// <summary>A TraceContext; empty: none.</summary>
    internal readonly ReadOnlySpan<byte> Trace => _sender is TracedSender traced ? traced.Trace : default;

    /// <summary>Which part of what goes to the peer it belongs to.</summary>
    internal readonly int Lane => Kind == OutboundKind.Tell ? Target!.Lane : 0;
}

internal enum OutboundKind : byte
{
    /// <summary>A message for <see cref="OutboundItem.Target"/>; an ask if the sender is a local one.</summary>
    Tell,

    /// <summary>The reply to ask <see cref="OutboundItem.Number"/>.</summary>
    Reply,

    /// <summary>Ask <see cref="OutboundItem.Number"/> gets no reply because of <see cref="OutboundItem.Failure"/>; <see cref="OutboundItem.Message"/> may be an exception with the sizes.</summary>
    Failure,

    /// <summary><see cref="OutboundItem.Message"/> is a task source to complete once all before it has been written.</summary>
    Flush,

    /// <summary>A ping behind all that was told before: this node has read the placement epoch <see cref="OutboundItem.Number"/>.</summary>
    Pulse,
}
