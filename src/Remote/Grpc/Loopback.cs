using System.Net;

namespace Actors.Remote;

/// <summary>Which hosts are this machine to itself.</summary>
internal static class Loopback
{
    internal static bool Covers(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
