namespace Actors.Remote;

/// <summary>
/// What a node keeps of messages, frames and tables that have not come in full, of all its streams together; or one peer's part of
/// that, so that who fills its own leaves the others theirs. Thread-safe.
/// </summary>
internal sealed class LargeBudget(long limit, LargeBudget? whole = null)
{
    private long _held;

    internal long Limit => limit;

    /// <summary>Bytes kept at the moment.</summary>
    internal long Held => Volatile.Read(ref _held);

    /// <summary>A quarter for one peer, and no less than one message or frame may need.</summary>
    internal static LargeBudget PartOf(RemoteNode node) =>
        new(Math.Max(node.Options.LargeInboundLimitBytes / 4, node.Options.LeastLargeInboundBytes), node.LargeBudget);

    /// <summary>False, and nothing has been taken: it would be more than the node keeps.</summary>
    internal bool TryTake(int bytes)
    {
        long held = Held;
        while (bytes <= limit - held)
        {
            long seen = Interlocked.CompareExchange(ref _held, held + bytes, held);
            if (seen == held)
            {
                if (whole is null || whole.TryTake(bytes)) return true;
                Interlocked.Add(ref _held, -bytes);
                return false;
            }

            held = seen;
        }

        return false;
    }

    /// <exception cref="SessionLimitException">It would be more than the node keeps; nothing has been taken.</exception>
    internal void Take(int bytes, string what)
    {
        if (TryTake(bytes)) return;
        string bound = whole is null || whole.Limit - whole.Held > bytes ? $"{limit} bytes that this node keeps of one peer" : $"{whole.Limit} bytes that this node keeps of all peers";
        throw new SessionLimitException($"{what} are more than the {bound} (RemoteOptions.{nameof(RemoteOptions.LargeInboundLimitBytes)})");
    }

    internal void GiveBack(int bytes)
    {
        Interlocked.Add(ref _held, -bytes);
        whole?.GiveBack(bytes);
    }
}
