namespace Actors.IntegrationTests;

/// <summary>Finds the programs of this repository as they were built beside the tests.</summary>
internal static class BuiltProgram
{
    /// <summary>The folder that holds the solution.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Debug or Release: what these tests were built in, and so what is built beside them.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Debug";

    /// <summary>The dll of a project of this repository, in the configuration these tests were built in.</summary>
    /// <param name="projectFolder">Such as <c>samples/WordCount</c>.</param>
    /// <param name="assemblyName">Name of the dll without its ending.</param>
    public static string Find(string projectFolder, string assemblyName)
    {
        string path = Path.Combine(RepositoryRoot, projectFolder, "bin", Configuration, "net10.0", $"{assemblyName}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing; build {projectFolder} with -c {Configuration} first.", path);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Actors.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Actors.sln.");
    }
}
