using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>Two pipes and the two streams at their ends.</summary>
internal sealed class InMemoryLink
{
    private readonly InMemoryNetwork _network;
    private readonly string _dialler;
    private readonly string _acceptor;
    private int _open = 2;

    internal InMemoryLink(InMemoryNetwork network, InMemoryLinkTransport dialler, InMemoryLinkTransport acceptor, string address)
    {
        _network = network;
        _dialler = dialler.Name;
        _acceptor = acceptor.Name;
        var there = new Pipe(network.PipeOptions);
        var back = new Pipe(network.PipeOptions);
        Dialled = new InMemoryLinkStream(this, dialler, back.Reader, there.Writer, acceptor.Name, address);
        Accepted = new InMemoryLinkStream(this, acceptor, there.Reader, back.Writer, dialler.Name, dialler.Name);
    }

    internal InMemoryLinkStream Dialled { get; }

    internal InMemoryLinkStream Accepted { get; }

    internal bool Joins(string one, string other) =>
        (_dialler == one && _acceptor == other) || (_dialler == other && _acceptor == one);

    /// <summary>Ends both streams at once.</summary>
    internal void Break(string reason)
    {
        Dialled.Break(reason);
        Accepted.Break(reason);
    }

    /// <summary>A write of <paramref name="stream"/> waits for this, when it is not null.</summary>
    internal Task? StallOf(InMemoryLinkStream stream) =>
        stream == Dialled ? _network.StallOf(_dialler, _acceptor) : _network.StallOf(_acceptor, _dialler);

    /// <summary>Each end calls it once when it is released.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _open) == 0) _network.Forget(this);
    }
}
