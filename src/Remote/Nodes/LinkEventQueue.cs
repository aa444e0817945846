using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// Publishes a node's link events. Whoever changes links under a lock of its own holds them back meanwhile: listeners may
/// do anything, also wait for somebody who needs that lock. What was held back is told in order, by one thread at a time, and what
/// comes meanwhile waits for its turn behind it. Thread-safe.
/// </summary>
internal sealed class LinkEventQueue(EventStream stream)
{
    /// <summary>What may be held back, while a listener does not return; further events overtake.</summary>
    internal const int MaxHeld = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LinkEvent> _held = []; // under the lock
    private int _holds;                           // under the lock
    private bool _publishing;                     // under the lock: what was held back

    /// <summary>At once, unless events are held back. Any thread.</summary>
    internal void Publish(LinkEvent change)
    {
        lock (_lock)
        {
            if ((_holds > 0 || _publishing) && _held.Count < MaxHeld)
            {
                _held.Enqueue(change);
                return;
            }
        }

        stream.Publish(change);
    }

    /// <summary>From here on events wait, until each hold has had its <see cref="Release"/>.</summary>
    internal void Hold()
    {
        lock (_lock) _holds++;
    }

    /// <summary>To be called without the lock that events were held back for.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            if (--_holds > 0 || _publishing) return; // the last one does, or whoever is at it goes on
            _publishing = true;
        }

        while (TryTake(out var change)) stream.Publish(change);
    }

    private bool TryTake([NotNullWhen(true)] out LinkEvent? change)
    {
        lock (_lock) return _publishing = _held.TryDequeue(out change);
    }
}
