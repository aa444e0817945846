namespace Actors.Remote;

/// <summary>The links of a transport that are not released yet. Thread-safe.</summary>
internal sealed class OpenLinks
{
    private readonly Lock _lock = new();
    private readonly HashSet<ILinkStream> _links = [];
    private bool _closed;

    internal bool IsClosed
    {
        get
        {
            lock (_lock) return _closed;
        }
    }

    internal int Count
    {
        get
        {
            lock (_lock) return _links.Count;
        }
    }

    /// <summary>False once closed.</summary>
    internal bool TryAdd(ILinkStream link)
    {
        lock (_lock) return !_closed && _links.Add(link);
    }

    internal void Remove(ILinkStream link)
    {
        lock (_lock) _links.Remove(link);
    }

    /// <summary>Refuses all further links and gives back those that are open.</summary>
    internal ILinkStream[] Close()
    {
        lock (_lock)
        {
            _closed = true;
            return [.. _links];
        }
    }
}
