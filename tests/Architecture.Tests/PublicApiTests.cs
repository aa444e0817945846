using System.Reflection;

namespace Actors.Architecture.Tests;

/// <summary>
/// The public API of each library stands in a file under PublicApi/, so that a review sees what a change does to it.
/// </summary>
public sealed class PublicApiTests
{
    private const string RenewVariable = "ACTORS_RENEW_API";

    [Theory]
    [InlineData("Actors.Core")]
    [InlineData("Actors.TestKit")]
    [InlineData("Actors.Remote")]
    [InlineData("Actors.Cluster")]
    public void PublicApi_IsWhatTheReviewedFileSays(string assembly)
    {
        string file = Repository.FullPath($"tests/Architecture.Tests/PublicApi/{assembly}.txt");
        string[] now = [.. ApiText.Of(Assembly.Load(assembly))];
        if (Environment.GetEnvironmentVariable(RenewVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', now) + "\n");
        }

        string[] reviewed = File.Exists(file) ? [.. File.ReadAllLines(file)] : [];
        Assert.True(
            now.SequenceEqual(reviewed),
            $"The public API of {assembly} is not what {Path.GetRelativePath(Repository.Root, file)} says.\n"
            + $"Only now: {Lines(now.Except(reviewed))}\nOnly in the file: {Lines(reviewed.Except(now))}\n"
            + $"If that is what you want: {RenewVariable}=1 dotnet test tests/Architecture.Tests, and commit the file with the change.");
    }

    [Fact]
    public void Check_SeesTypesMembersParametersAndModifiers()
    {
        string[] lines = [.. ApiText.Of([typeof(Sample<>), typeof(Sample<>.Kind)])];
        Assert.Equal(
            [
                "abstract class PublicApiTests.Sample<T> : IDisposable",
                "    T Value { get; init; }",
                "    abstract void Dispose()",
                "    const int Limit = 7",
                "    protected .ctor(int size = 3)",
                "    protected virtual bool Try<TOther>(out TOther result, T[] others)",
                "    static Sample<T> Make()",
                "enum PublicApiTests.Sample<T>.Kind",
                "    One = 1",
            ],
            lines.Select(line => line.Replace("PublicApiTests.Sample<T> Make", "Sample<T> Make", StringComparison.Ordinal)));
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Take(20).Select(line => $"\n  {line.Trim()}"));

    public abstract class Sample<T>(int size = 3) : IDisposable
    {
        public const int Limit = 7;

        private readonly int _size = size;

        public enum Kind
        {
            One = 1,
        }

        public T? Value { get; init; }

        public static Sample<T>? Make() => null;

        public abstract void Dispose();

        protected virtual bool Try<TOther>(out TOther? result, T[] others)
        {
            result = default;
            return _size > others.Length;
        }

        private protected static void Hidden()
        {
        }
    }
}
