namespace Actors.Tests;

/// <summary>Whether tests can run the scripts under tests/Interop/grpc-js and samples/JsClient. With ACTORS_CI=1 they must.</summary>
internal static class GrpcJsAvailability
{
    internal static string? SkipReason
    {
        get
        {
            if (Environment.GetEnvironmentVariable("ACTORS_CI") == "1") return null;
            if (!HasNode) return "node is not on PATH";
            return Directory.Exists(RepositoryFiles.Find("samples", "JsClient", "node_modules", "@grpc", "grpc-js"))
                ? null
                : "the npm modules are missing (run: npm ci --prefix samples/JsClient)";
        }
    }

    private static bool HasNode { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "node")));
}
