namespace Actors;

/// <summary>Whom a Restart or Stop concerns beside the child that failed.</summary>
internal enum SupervisionScope : byte
{
    /// <summary>Nobody.</summary>
    One,

    /// <summary>All its siblings.</summary>
    All,

    /// <summary>The siblings spawned after it.</summary>
    Rest,
}
