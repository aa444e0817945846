namespace Actors.Remote;

/// <content>
/// How many bytes wait, which nobody knows before they are encoded: small messages by the mean of those that were, and heavy
/// ones one by one, by looking at some of them when they are told.
/// </content>
internal abstract partial class DataPump
{
    private readonly LinkRefTranslator _refsToMeasure;
    private SizeEstimate _replySize;
    private long _heavyBytes; // any thread

    /// <summary>Bytes of the heavy messages that wait. Any thread.</summary>
    internal long HeavyBytes => Volatile.Read(ref _heavyBytes);

    /// <summary>Heavy messages have come to wait, or have gone. Any thread.</summary>
    private protected virtual void ChangeHeavy(int by) => Interlocked.Add(ref _heavyBytes, by);

    /// <summary>The estimate that the item's weight is from. Any thread.</summary>
    private ref SizeEstimate SizeOf(in OutboundItem item)
    {
        if (item.Kind == OutboundKind.Tell) return ref item.Target!.Size;
        return ref _replySize;
    }

    /// <summary>What a reply counts for. Any thread.</summary>
    private protected int WeightOfReply(object reply) => _replySize.IsLight ? 0 : WeightOf(ref _replySize, reply);

    /// <summary>What the message counts for; 0: the mean of all. Any thread.</summary>
    private protected int WeightOf(ref SizeEstimate size, object message)
    {
        if (size.TryGuess(out int bytes)) return bytes;
        bytes = Measure(message);
        size.Saw(bytes, _options.OutboundLimitBytes / 64);
        return bytes < SizeEstimate.HeavyBytes ? 0 : bytes;
    }

    /// <summary>One of those that nobody has looked at, so that messages that have become heavy are found out, and while nothing is sent too.</summary>
    private protected void Sample(in OutboundItem item)
    {
        if (item.Message is null || item.Kind == OutboundKind.Failure) return;
        int bytes = Measure(item.Message);
        if (bytes >= SizeEstimate.HeavyBytes) SizeOf(item).Saw(bytes, _options.OutboundLimitBytes / 64);
        else if (bytes > MeanBytes) MeanBytes += (bytes - MeanBytes) / 4;
    }

    private int Measure(object message)
    {
        using var buffer = new WireBuffer(512, _options.MaxMessageBytes);
        try
        {
            var writer = new MessagePackWriter(buffer, _refsToMeasure);
            Peer.Node.Registry.For(message.GetType()).WriteObject(ref writer, message);
            return buffer.Length;
        }
        catch (FrameTooLargeException)
        {
            return _options.MaxMessageBytes;
        }
        catch (Exception) // is told when it is sent
        {
            return 0;
        }
    }
}
