namespace Actors.Architecture.Tests;

/// <summary>The files of this repository, found from where the tests run.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "artifacts", ".git"];

    internal static string Root { get; } = FindRoot();

    internal static string FullPath(string relative) => Path.Combine(Root, relative);

    /// <summary>Files with that extension under a folder, without what builds leave behind; paths from the root.</summary>
    internal static IEnumerable<string> Files(string folder, string extension)
    {
        string full = FullPath(folder);
        if (!Directory.Exists(full)) return [];
        return Directory.EnumerateFiles(full, "*" + extension, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(Skipped).Any());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("no folder above the tests holds Actors.sln");
    }
}
