using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Actors.Generators.Tests;

/// <summary>
/// The compiler runs the generator at every key press. What did not change must not be made again; holding a symbol or
/// a syntax node in a model breaks this (tried: with the INamedTypeSymbol added to MessageModel both tests fail).
/// </summary>
public sealed class CachingTests
{
    private const string Source = "[Message(\"a\")] public sealed record M(int A, List<string> B, P<string> C, U? D); [Message(\"p\")] public sealed record P<T>(T A); [Message(\"u\")] public abstract record U; [Message(\"c\")] [MessageTag(1)] public sealed record C(int X) : U; [MessageManifest(typeof(P<int>))] public static partial class Messages;";

    [Fact]
    public void Edit_InAnotherFile_MakesNothingAgain()
    {
        var compilation = Snippet.Compilation(Source);
        var driver = Snippet.Driver().RunGenerators(compilation);
        var edited = compilation.AddSyntaxTrees(Snippet.Parse("public static class Unrelated { public static int X => 1; }", "Unrelated.cs"));
        AssertNothingNew(driver.RunGenerators(edited));
    }

    [Fact]
    public void Edit_AboveTheMessage_MakesNothingAgain()
    {
        var compilation = Snippet.Compilation(Source);
        var driver = Snippet.Driver().RunGenerators(compilation);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Snippet.Parse("// a comment that moves everything\n" + Source));
        AssertNothingNew(driver.RunGenerators(edited));
    }

    [Fact]
    public void Edit_OfTheMessage_MakesItsCodecAgain()
    {
        var compilation = Snippet.Compilation(Source);
        var driver = Snippet.Driver().RunGenerators(compilation);
        var edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Snippet.Parse(Source.Replace("int A", "long A", StringComparison.Ordinal)));
        Assert.Contains(Outputs(driver.RunGenerators(edited)), reason => reason == IncrementalStepRunReason.Modified);
    }

    private static void AssertNothingNew(GeneratorDriver driver)
    {
        var reasons = Outputs(driver).ToList();
        Assert.NotEmpty(reasons);
        Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"an output was {reason}"));
    }

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorDriver driver)
    {
        var result = driver.GetRunResult().Results.Single();
        return result.TrackedOutputSteps.Values
            .Concat(new[] { "Models", "Constructions", "Codecs" }.Select(name => result.TrackedSteps[name]))
            .SelectMany(steps => steps)
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason);
    }
}
