namespace Actors.Remote;

/// <summary>How a message for a virtual actor has come: forwards behind it, and the placement epoch that whoever sent it last knew (0: none).</summary>
internal readonly record struct RouteStamp(uint Hops, ulong Epoch);
