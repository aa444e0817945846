using Microsoft.CodeAnalysis;

namespace Actors.Generators.Tests;

/// <summary>What is generated compiles without a warning in a project that makes every warning an error.</summary>
public sealed class GeneratedCodeTests
{
    [Theory]
    [InlineData("public enum E : sbyte { A } [Message(\"b\")] public readonly record struct P(int X); [Message(\"a\")] public sealed record M(E E, E? F, P P, P? Q, string?[]? T, int[]?[] U, List<P?> V, IReadOnlyDictionary<E, List<string?>?> W);")]
    [InlineData("[Message(\"a\")] public sealed record M(string @class, int @int) { public required bool @new { get; init; } }")]
    [InlineData("[Message(\"a\")] public sealed record M(double A = double.NaN, float B = float.NegativeInfinity, string C = \"\\\"\\n\", char D = '\\'', DayOfWeek E = (DayOfWeek)(-3), decimal F = -1.5m, int? G = 3, string? H = null, DateTime I = default, Guid J = default, ulong K = ulong.MaxValue, long L = long.MinValue);")]
    [InlineData("#nullable disable\n[Message(\"a\")] public sealed record M(string A, List<string> B, string[][] C, M D, ActorRef<M> E);")]
    [InlineData("[Obsolete(\"use N\")] [Message(\"a\")] public sealed record M([property: Obsolete] int A);")]
    [InlineData("public partial class C { public struct D { [Message(\"a\")] internal sealed record M(ActorRef<M?> A, ActorRef<IDisposable> B, IReadOnlyList<ActorRef<string>> C); } }")]
    [InlineData("[Message(\"a\")] public struct M { public M(int a) { A = a; B = 1; } public readonly int A; public int B { get; init; } }")]
    [InlineData("[Message(\"a\")] public class M { public int A { get; internal set; } }")]
    [InlineData("public record B(int X); [Message(\"a\")] public sealed record M(string Y, int X) : B(X);")]
    [InlineData("public abstract class B { public abstract int X { get; init; } public int Z { get; init; } } [Message(\"a\")] public sealed class M : B { public override int X { get; init; } public new long Z { get; init; } }")]
    public void Message_OfAnyForm_CompilesClean(string source) =>
        Assert.Empty(Snippet.Build(source + "\n[MessageManifest] internal static partial class Messages;").Errors);

    [Fact]
    public void Message_InTheGlobalNamespace_CompilesClean()
    {
        var compilation = Snippet.Compilation("").RemoveAllSyntaxTrees().AddSyntaxTrees(
            Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("using Actors.Remote; [Message(\"a\")] public sealed record M(int A); [MessageManifest] public static partial class All;"));
        Snippet.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var findings);
        Assert.Empty(findings);
        Assert.Empty(output.GetDiagnostics().Where(error => error.Severity >= DiagnosticSeverity.Warning));
    }

    [Fact]
    public void Message_OfAnotherAssemblyWithCodec_IsNested()
    {
        var (other, errors) = Snippet.Build("[Message(\"other\")] public sealed record Other(int A);");
        Assert.Empty(errors);
        var reference = ((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").ToMetadataReference();
        Assert.Empty(Snippet.Build("[Message(\"a\")] public sealed record M(global::App.Other What);", reference).Errors);
    }

    [Fact]
    public void Manifest_OfAssemblyWithoutMessages_CompilesClean() =>
        Assert.Empty(Snippet.Build("[MessageManifest] public static partial class Messages;").Errors);

    [Fact]
    public void Output_NamesNoReflection()
    {
        var (compilation, _) = Snippet.Build("[Message(\"a\")] public record M(List<int> A, ActorRef<M>? B); [MessageManifest] public static partial class Messages;");
        string generated = string.Concat(compilation.SyntaxTrees.Skip(1));
        foreach (string name in new[] { "System.Reflection", "Activator", "dynamic ", "MakeGeneric", "GetMethod", "GetProperty" })
            Assert.DoesNotContain(name, generated, StringComparison.Ordinal);
    }
}
