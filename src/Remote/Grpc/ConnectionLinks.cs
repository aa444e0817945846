using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Remote;

/// <summary>
/// How many links share an accepted connection. The last one that is aborted cuts
/// the connection, too. Over one whose other end is gone nothing can be written any more, and Kestrel would keep a write that
/// waits for it, and with it whoever writes, until the kernel gives up: a quarter of an hour. Thread-safe.
/// </summary>
internal sealed class ConnectionLinks
{
    private readonly IConnectionLifetimeFeature _connection;
    private int _open;

    private ConnectionLinks(IConnectionLifetimeFeature connection) => _connection = connection;

    /// <summary>Those of the connection that a call came on, one more now.</summary>
    internal static ConnectionLinks Join(IFeatureCollection call)
    {
        var items = call.GetRequiredFeature<IConnectionItemsFeature>().Items;
        lock (items)
        {
            if (!items.TryGetValue(typeof(ConnectionLinks), out object? known))
                items[typeof(ConnectionLinks)] = known = new ConnectionLinks(call.GetRequiredFeature<IConnectionLifetimeFeature>());
            var links = (ConnectionLinks)known!;
            Interlocked.Increment(ref links._open);
            return links;
        }
    }

    /// <summary>A link has ended; once for each.</summary>
    internal void Leave(bool aborted)
    {
        if (Interlocked.Decrement(ref _open) == 0 && aborted) _connection.Abort();
    }
}
