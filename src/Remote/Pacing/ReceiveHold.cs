using System.Net.Sockets;

namespace Actors.Remote;

/// <summary>
/// Lets the kernel gather what a connection brings while it is not read on. Its socket is read into memory all the same, up to a
/// bound, and each small packet would wake a thread for that. Where the system has no such setting they do.
/// </summary>
internal sealed class ReceiveHold(Socket? socket)
{
    /// <summary>Bytes that wake somebody; fewer do when the kernel has no room for more.</summary>
    private const int GatheredBytes = 16 * 1024;

    private bool _isHeld;

    /// <summary>From now on; idempotent.</summary>
    internal void Begin()
    {
        if (!_isHeld) Set(GatheredBytes);
        _isHeld = true;
    }

    /// <summary>Before anybody waits for more: what has been gathered is announced then, too. Idempotent.</summary>
    internal void End()
    {
        if (_isHeld) Set(1);
        _isHeld = false;
    }

    private void Set(int bytes)
    {
        try
        {
            socket?.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or PlatformNotSupportedException)
        {
            // closed meanwhile, or not known here
        }
    }
}
