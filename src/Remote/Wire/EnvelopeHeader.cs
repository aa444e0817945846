namespace Actors.Remote;

/// <summary>An Envelope of proto/remote.proto without its payload. Zero means absent throughout.</summary>
internal record struct EnvelopeHeader
{
    /// <summary>Table id of the receiver; 0 in a reply.</summary>
    internal uint Target { get; set; }

    /// <summary>Table id of the message type.</summary>
    internal uint Type { get; set; }

    /// <summary>Table id of the sender.</summary>
    internal uint Sender { get; set; }

    /// <summary>Asks: the asker's number.</summary>
    internal ulong Ask { get; set; }

    /// <summary>Replies: the ask's number.</summary>
    internal ulong Reply { get; set; }

    /// <summary>Replies: why there is no payload, an AskFailure as sent (may be one a later version made up).</summary>
    internal int Failure { get; set; }

    /// <summary>How often the envelope was forwarded.</summary>
    internal uint Hops { get; set; }

    /// <summary>The placement epoch the sender knew.</summary>
    internal ulong Epoch { get; set; }

    /// <summary>The id of the chunks that carried the payload.</summary>
    internal uint Large { get; set; }
}
