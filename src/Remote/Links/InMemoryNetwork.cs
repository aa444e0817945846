using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>
/// A network in memory for simulations: transports with names, which a test can cut off from each other. With the
/// default scheduler whoever writes runs the waiting reader on its own stack, so one thread replays a run exactly.
/// Thread-safe.
/// </summary>
internal sealed class InMemoryNetwork
{
    private const int FirstPort = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, int Port), InMemoryListener> _listeners = [];
    private readonly HashSet<(string From, string To)> _cuts = [];
    private readonly Dictionary<(string From, string To), TaskCompletionSource> _stalls = [];
    private readonly List<InMemoryLink> _links = [];
    private int _nextPort = FirstPort;

    /// <param name="scheduler">Where waiting readers and writers go on; null: on the stack of whoever wakes them.</param>
    /// <param name="windowBytes">What a writer may be ahead of the reader before it has to wait.</param>
    internal InMemoryNetwork(PipeScheduler? scheduler = null, int windowBytes = 1024 * 1024)
    {
        PipeScheduler chosen = scheduler ?? PipeScheduler.Inline;
        PipeOptions = new PipeOptions(
            readerScheduler: chosen, writerScheduler: chosen, pauseWriterThreshold: windowBytes, resumeWriterThreshold: windowBytes / 2, useSynchronizationContext: false);
    }

    internal PipeOptions PipeOptions { get; }

    /// <summary>A node's way into this network.</summary>
    /// <param name="name">What <see cref="Cut"/> and <see cref="Stall"/> call it.</param>
    /// <param name="time">For the bound on orderly ends.</param>
    internal InMemoryLinkTransport CreateTransport(string name, TimeProvider time) => new(this, name, time);

    /// <summary>Breaks all links between two transports, and refuses new ones until <see cref="Heal"/>.</summary>
    internal void Cut(string one, string other)
    {
        InMemoryLink[] broken;
        lock (_lock)
        {
            _cuts.Add((one, other));
            _cuts.Add((other, one));
            broken = [.. _links.Where(link => link.Joins(one, other))];
        }

        foreach (InMemoryLink link in broken) link.Break("the network is cut");
    }

    /// <summary>Lets two transports reach each other again. Broken links stay broken.</summary>
    internal void Heal(string one, string other)
    {
        lock (_lock)
        {
            _cuts.Remove((one, other));
            _cuts.Remove((other, one));
        }
    }

    /// <summary>Lets writes of one transport to another wait, as when packets vanish, until <see cref="Resume"/>.</summary>
    internal void Stall(string from, string to)
    {
        lock (_lock) _stalls.TryAdd((from, to), new TaskCompletionSource());
    }

    /// <summary>Ends a <see cref="Stall"/>; what waited goes out.</summary>
    internal void Resume(string from, string to)
    {
        TaskCompletionSource? stall;
        lock (_lock) _stalls.Remove((from, to), out stall);
        stall?.SetResult();
    }

    /// <summary>The end of the stall from one transport to another, or null when there is none.</summary>
    internal Task? StallOf(string from, string to)
    {
        lock (_lock) return _stalls.GetValueOrDefault((from, to))?.Task;
    }

    internal int Register(string host, int port, InMemoryListener listener)
    {
        lock (_lock)
        {
            int chosen = port == 0 ? _nextPort++ : port;
            if (!_listeners.TryAdd((host, chosen), listener))
                throw new LinkException($"cannot listen on {host}:{chosen}: address already in use");
            return chosen;
        }
    }

    internal void Unregister(InMemoryListener listener)
    {
        lock (_lock)
        {
            foreach (var entry in _listeners.Where(entry => entry.Value == listener).ToArray())
                _listeners.Remove(entry.Key);
        }
    }

    /// <summary>Lays a link to whoever listens there, and starts that side's handler.</summary>
    internal (InMemoryLink Link, InMemoryListener Listener) Open(InMemoryLinkTransport dialler, string host, int port)
    {
        lock (_lock)
        {
            if (!_listeners.TryGetValue((host, port), out InMemoryListener? listener))
                throw new LinkException($"cannot connect to {host}:{port}: connection refused; nothing listens there");
            if (_cuts.Contains((dialler.Name, listener.Transport.Name)))
                throw new LinkException($"cannot connect to {host}:{port}: the network is cut");
            var link = new InMemoryLink(this, dialler, listener.Transport, $"{host}:{port}");
            _links.Add(link);
            return (link, listener);
        }
    }

    internal void Forget(InMemoryLink link)
    {
        lock (_lock) _links.Remove(link);
    }
}
