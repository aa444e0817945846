namespace Actors.Tests;

/// <summary>Files of the repository that tests use where they stand.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder with Actors.sln.</summary>
    internal static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    internal static string Find(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Actors.sln"))) return at.FullName;
        throw new InvalidOperationException($"no Actors.sln above {folder}");
    }
}
