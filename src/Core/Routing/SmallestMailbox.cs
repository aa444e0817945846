namespace Actors;

internal sealed class SmallestMailbox<T>(Routee<T>[] routees) : Routes<T>(routees)
{
    private uint _next = uint.MaxValue;

    internal override ActorRef<T> Choose(T message)
    {
        var all = All;
        uint first = Interlocked.Increment(ref _next) % (uint)all.Length; // so that equals take turns
        var best = all[first].Ref;
        long smallest = Depth(best);
        for (int i = 1; i < all.Length && smallest > 0; i++)
        {
            var other = all[(first + i) % all.Length].Ref;
            long depth = Depth(other);
            if (depth < smallest) (best, smallest) = (other, depth);
        }

        return best;
    }

    private static long Depth(ActorRef<T> routee) => routee.MailboxDepth ?? long.MaxValue;
}
