namespace Actors.Remote;

/// <summary>An Envelope of proto/remote.proto without its payload. Zero means absent throughout.</summary>
internal readonly record struct EnvelopeHeader
{
    /// <summary>Table id of the receiver; 0 in a reply.</summary>
    internal uint Target { get; init; }

    /// <summary>Table id of the message type.</summary>
    internal uint Type { get; init; }

    /// <summary>Table id of the sender.</summary>
    internal uint Sender { get; init; }

    /// <summary>Asks: the asker's number.</summary>
    internal ulong Ask { get; init; }

    /// <summary>Replies: the ask's number.</summary>
    internal ulong Reply { get; init; }

    /// <summary>Replies: why there is no payload, an AskFailure as sent (may be one a later version made up).</summary>
    internal int Failure { get; init; }

    /// <summary>How often the envelope was forwarded.</summary>
    internal uint Hops { get; init; }

    /// <summary>The placement epoch the sender knew.</summary>
    internal ulong Epoch { get; init; }

    /// <summary>The id of the chunks that carried the payload.</summary>
    internal uint Large { get; init; }
}
