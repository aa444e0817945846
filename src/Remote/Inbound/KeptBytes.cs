namespace Actors.Remote;

/// <summary>What one stream has this node keep of one kind; beyond an amount that is free it counts against the peer's budget. Used by the stream's reader only.</summary>
internal sealed class KeptBytes(LargeBudget budget, int free, string what) : IDisposable
{
    private int _counted;

    /// <summary>So many are kept now.</summary>
    /// <exception cref="SessionLimitException">They are too many.</exception>
    internal void Set(long bytes)
    {
        int counted = (int)Math.Max(0, bytes - free);
        if (counted > _counted) budget.Take(counted - _counted, what);
        else if (counted < _counted) budget.GiveBack(_counted - counted);
        _counted = counted;
    }

    public void Dispose() => Set(0);
}
