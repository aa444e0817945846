namespace Actors.Remote;

/// <summary>What a node keeps of messages that have not come in full, of all its streams together. Thread-safe.</summary>
internal sealed class LargeBudget(long limit)
{
    private long _held;

    internal long Limit => limit;

    /// <summary>Bytes kept at the moment.</summary>
    internal long Held => Volatile.Read(ref _held);

    /// <summary>False, and nothing has been taken: it would be more than the node keeps.</summary>
    internal bool TryTake(int bytes)
    {
        long held = Held;
        while (bytes <= limit - held)
        {
            long seen = Interlocked.CompareExchange(ref _held, held + bytes, held);
            if (seen == held) return true;
            held = seen;
        }

        return false;
    }

    internal void GiveBack(int bytes) => Interlocked.Add(ref _held, -bytes);
}
