namespace Actors.Remote;

/// <summary>The versions of proto/remote.proto that a node speaks, from the lowest to the highest.</summary>
internal readonly record struct ProtocolVersions(uint Min, uint Max)
{
    /// <summary>What this code speaks.</summary>
    internal static ProtocolVersions Spoken { get; } = new(1, 1);

    internal bool Contains(uint version) => version >= Min && version <= Max;

    /// <summary>The highest that both speak; null: there is none.</summary>
    internal uint? HighestWith(ProtocolVersions other)
    {
        uint highest = Math.Min(Max, other.Max);
        return Contains(highest) && other.Contains(highest) ? highest : null;
    }

    /// <summary>As it stands in refusals.</summary>
    public override string ToString() => Min == Max ? $"{Min}" : $"{Min} to {Max}";
}
