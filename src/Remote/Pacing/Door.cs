using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Actors.Remote;

/// <summary>
/// Lets accepted connections in, before anything is read from them: at once, unless too many from their address have come to nothing.
/// Thread-safe.
/// </summary>
internal sealed class Door(TimeProvider time, GrpcTransportOptions options) : IDisposable
{
    /// <summary>Addresses that are remembered at a time; those beyond share one account.</summary>
    internal const int MaxCallers = 1024;

    private readonly Channel<AdmittedSocket> _admitted = Channel.CreateUnbounded<AdmittedSocket>(new() { SingleReader = true }); // taken out at once
    private readonly Dictionary<IPAddress, Caller> _callers = []; // under the lock
    private readonly Lock _lock = new();
    private Caller? _others; // under the lock
    private long _swept; // under the lock

    /// <summary>Those that may begin. Ends when the door is closed.</summary>
    internal ChannelReader<AdmittedSocket> Admitted => _admitted.Reader;

    /// <summary>A connection has been accepted. False: it was closed, because too many of its address wait already.</summary>
    internal bool OnAccepted(Socket socket)
    {
        var place = socket.RemoteEndPoint;
        var caller = Find((place as IPEndPoint)?.Address);
        switch (caller.TryHold(socket))
        {
            case null:
                Admit(caller, socket);
                return true;
            case true:
                options.Slowed?.Invoke(NameOf(place), $"more connections have come to nothing than may; {options.FailedConnectionsPerSecond} begin in a second (GrpcTransportOptions.{nameof(GrpcTransportOptions.FailedConnectionsPerSecond)})");
                return true;
            case false:
                Cut(socket);
                options.Refused?.Invoke(NameOf(place), $"{options.MaxWaitingConnections} connections from there wait already, because others came to nothing (GrpcTransportOptions.{nameof(GrpcTransportOptions.MaxWaitingConnections)})");
                return false;
        }
    }

    /// <summary>Without the kernel's taking leave.</summary>
    internal static void Cut(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // the peer was faster
        }

        socket.Dispose();
    }

    /// <summary>Cuts what waits.</summary>
    public void Dispose()
    {
        _admitted.Writer.TryComplete();
        lock (_lock)
        {
            foreach (var caller in _callers.Values) caller.Dispose();
            _others?.Dispose();
        }
    }

    private void Admit(Caller caller, Socket socket)
    {
        if (!_admitted.Writer.TryWrite(new AdmittedSocket(socket, caller))) Cut(socket);
    }

    private Caller Find(IPAddress? address)
    {
        var key = KeyOf(address ?? IPAddress.None);
        lock (_lock)
        {
            if (_callers.TryGetValue(key, out var known)) return known;
            if (_callers.Count >= MaxCallers) Sweep();
            if (_callers.Count >= MaxCallers) return _others ??= new Caller(time, options, Admit);
            return _callers[key] = new Caller(time, options, Admit);
        }
    }

    /// <summary>Forgets those against whom nothing is known; not for each connection that comes.</summary>
    private void Sweep()
    {
        long now = time.GetTimestamp();
        if (_swept != 0 && time.GetElapsedTime(_swept, now) < TimeSpan.FromSeconds(1)) return;
        _swept = now;
        foreach (var (place, caller) in _callers)
        {
            if (!caller.IsForgettable) continue;
            _callers.Remove(place); // does not disturb the enumeration
            caller.Dispose();
        }
    }

    /// <summary>Of IPv6 the network: whoever has one has all the addresses of it.</summary>
    private static IPAddress KeyOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length == 4) return address;
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private static string NameOf(EndPoint? place) => place?.ToString() ?? "an unknown peer";
}
