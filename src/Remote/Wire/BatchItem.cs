namespace Actors.Remote;

/// <summary>What <see cref="BatchReader"/> stands on.</summary>
internal enum BatchItem
{
    /// <summary>All definitions made so far on this stream are void.</summary>
    ResetTables,

    /// <summary><see cref="BatchReader.Target"/> is new.</summary>
    Target,

    /// <summary><see cref="BatchReader.Type"/> is new.</summary>
    Type,

    /// <summary><see cref="BatchReader.Envelope"/> is to be delivered.</summary>
    Envelope,
}
