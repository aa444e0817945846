namespace Actors.Remote;

/// <summary>
/// What was held back between two flushes or pulses. The later of them is through once nothing of its era and of those
/// before it is held any more; what is told after it need not wait. The data pump's own.
/// </summary>
internal sealed class HeldEra
{
    /// <summary>Items of it that are still held back.</summary>
    internal int Left { get; set; }

    /// <summary>The flush or the pulse that ended it.</summary>
    internal OutboundItem Barrier { get; set; }
}
