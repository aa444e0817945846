using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// Text by its characters, hashed with a seed that is random in each process. The default comparer is the same, but frozen
/// sets and maps know it and take a hash of their own in its place, which has no seed.
/// </summary>
internal sealed class SeededTextComparer : IEqualityComparer<string>
{
    internal static readonly SeededTextComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode([DisallowNull] string obj) => obj.GetHashCode(StringComparison.Ordinal);
}
