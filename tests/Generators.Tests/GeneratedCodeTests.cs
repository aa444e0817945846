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
    [InlineData("[Message(\"a\")] public sealed record M(DateOnly A, TimeOnly? B, Uri C, Version? D, System.Numerics.BigInteger E, Half F, Int128 G, UInt128? H, ActorPath I, ActorPath? J);")]
    [InlineData("[Message(\"a\")] public sealed record M(IList<string?> A, ICollection<int> B, IEnumerable<string>? C, ISet<int> D, IDictionary<string, int?> E, System.Collections.ObjectModel.ReadOnlyCollection<string> F, ImmutableList<string?> G, ImmutableHashSet<Int128> H, ImmutableDictionary<DateOnly, string?>? I);")]
    [InlineData("[Message(\"a\")] public sealed record M((int A, string? B) A, (int, (string, int?))? B, Tuple<int, string?>? C, KeyValuePair<string, int> D, List<(int, int, int, int, int, int, int, int, string)> E, (ActorRef<string>, string[]) F);")]
    [InlineData("#nullable disable\n[Message(\"a\")] public sealed record M((string, Uri) A, ImmutableList<string> B, IEnumerable<string> C, Tuple<string, string> D, KeyValuePair<string, string> E);")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(IReadOnlyList<T> Items, T? First, int Total = 5); [Message(\"a\")] public sealed record M(P<string> A, P<string?>? B, P<int>[] C, P<P<M?>> D, ActorRef<P<DateOnly>> E);")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T Value, IReadOnlyList<P<T>> Children, Dictionary<string, P<T?>>? Named) where T : class?; [Message(\"a\")] public sealed record M(P<string> A);")]
    [InlineData("public static class Outer { [Message(\"q\")] public readonly record struct Q<TKey, TValue>(Dictionary<TKey, TValue> Map) where TKey : notnull; } [Message(\"a\")] public sealed record M(Outer.Q<int, string>? A);")]
    [InlineData("[Message(\"u\")] public abstract record U(string Name); [Message(\"a\")] [MessageTag(1)] public record A(string Name) : U(Name); [Message(\"b\")] [MessageTag(0)] public sealed record B(string Name, U? Next) : A(Name); [Message(\"m\")] public sealed record M(U One, U? Two, List<U> Many, ActorRef<U> Ref);")]
    [InlineData("[Message(\"u\")] public abstract class U { private U() { } [Message(\"a\")] [MessageTag(1)] public sealed class A(int x) : U { public int X { get; } = x; } [Message(\"b\")] [MessageTag(2)] internal sealed class B : U; }")]
    [InlineData("[Message(\"s\")] public readonly record struct S(int A) : IMessageSurrogate<S, Index> { static S IMessageSurrogate<S, Index>.FromValue(Index v) => new(v.Value); Index IMessageSurrogate<S, Index>.ToValue() => A; } [Message(\"t\")] public sealed record T(string A) : IMessageSurrogate<T, System.Text.StringBuilder> { public static T FromValue(System.Text.StringBuilder v) => new(v.ToString()); public System.Text.StringBuilder ToValue() => new(A); } [Message(\"a\")] public sealed record M(Index A, Index? B, System.Text.StringBuilder C, System.Text.StringBuilder? D, List<System.Text.StringBuilder?> E);")]
    [InlineData("[Message(\"a\")] public sealed record M { public M(int x) => X = x; public required int X { get; init; } [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public M(int x, int y) => (X, Y) = (x, y); public int Y { get; init; } } [Message(\"b\")] public sealed record N(int X) { public required int X { get; init; } = X; }")]
    [InlineData("[Message(\"a\")] public sealed record Shop_Order(int A); public static class Shop { [Message(\"b\")] public sealed record Order(int A); } [Message(\"c\")] public sealed record Order(int A); [Message(\"d\")] public sealed record ORDER(int A);")]
    [InlineData("public sealed record Invoice(int A); [System.Text.Json.Serialization.JsonSerializable(typeof(Invoice))] public static class Json; [Message(\"a\")] public sealed record M(ActorRef<Invoice> A, ActorRef<Google.Protobuf.WellKnownTypes.Struct> B);")]
    [InlineData("[Message(\"a\")] public sealed record M(int A, string B = null!, IReadOnlyList<int> C = null!, ActorRef<M>? D = null);")]
    [InlineData("[Message(\"a\")] [System.Diagnostics.CodeAnalysis.Experimental(\"EXP1\")] public sealed record M(int A);\n#pragma warning disable EXP1\n[Message(\"b\")] public sealed record N(List<M?> A);")]
    [InlineData("[Message(\"a\")] public sealed record M(string Text) { public string[] Words { get; } = Text.Split(' '); public List<char> Letters { get; } = new(Text); public ImmutableList<int> None { get; } = []; public IReadOnlyList<int> Fixed { get; } = [1, 2]; public int Length { get; } = Text.Length; }")]
    [InlineData("[Message(\"a\")] public sealed class M { [Obsolete(\"no\", true)] public M(int a, int b) => (A, B) = (a, b); public M(int a) => A = a; public int A { get; } public int B { get; init; } }")]
    [InlineData("[Obsolete(\"x\", DiagnosticId = \"OLD1\")] public enum E { A }\n#pragma warning disable OLD1\n[Message(\"a\")] public sealed record M(List<E> A);")]
    [InlineData("public class B { public int A { get; init; } } [Message(\"a\")] public sealed class M : B { private new static void A() { } public static void C() => A(); }")]
    [InlineData("[Message(\"a\")] public sealed class M : EventArgs { public M(string text) { Text = text; this.Words = new List<string>(text.Split(' ')); } public string Text { get; } public List<string> Words { get; } }")]
    [InlineData("#pragma warning disable ACT009 // as any other warning\n[Message(\"a\")] public sealed class M { public int A { get; set; } }")]
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

    /// <summary>
    /// An editor refers to another project by its source, which has no place in this one's compilation: fails there, with all
    /// codecs gone, when a constant is looked for in it.
    /// </summary>
    [Fact]
    public void Initializer_InAnotherProjectsSource_IsNotLookedFor()
    {
        var (other, errors) = Snippet.Build("[Message(\"p\")] public sealed record P<T>(T A) { public int Retries { get; init; } = 3; } public abstract record B { public int R { get; init; } = 3; }");
        Assert.Empty(errors);
        var reference = ((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").ToMetadataReference();
        Assert.Empty(Snippet.Build("[Message(\"a\")] public sealed record M(global::App.P<int> A); [Message(\"b\")] public sealed record N(int X) : global::App.B;", reference).Errors);
    }

    /// <summary>"= null!" is no default: an older sender's message is read as if there were none.</summary>
    /// <summary>Fails when an override without a setter is taken for a computed property: its value was lost.</summary>
    [Fact]
    public void Override_OfTheGetterOnly_KeepsTheSetter()
    {
        var (compilation, errors) = Snippet.Build("public record B { public virtual int X { get; init; } } [Message(\"a\")] public sealed record M : B { public override int X { get => base.X; } }");
        Assert.Empty(errors);
        Assert.Contains(compilation.SyntaxTrees, tree => tree.ToString().Contains("{ X = member0 }", StringComparison.Ordinal));
    }

    [Fact]
    public void Default_NullForWhatIsNotNullable_IsThatOfTheType()
    {
        var (compilation, _) = Snippet.Build("[Message(\"a\")] public sealed record M(int A, string B = null!, IReadOnlyList<int> C = null!);");
        string generated = string.Concat(compilation.SyntaxTrees.Skip(1));
        Assert.Contains("reader.ReadString() : \"\";", generated, StringComparison.Ordinal);
        Assert.DoesNotContain("MissingRefused", generated, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_OfAnotherAssemblyWithCodec_IsNested()
    {
        var (other, errors) = Snippet.Build("[Message(\"other\")] public sealed record Other(int A);");
        Assert.Empty(errors);
        var reference = ((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").ToMetadataReference();
        Assert.Empty(Snippet.Build("[Message(\"a\")] public sealed record M(global::App.Other What);", reference).Errors);
    }

    /// <summary>Made in the assembly that uses it, also when the generic message is another's; both may do so.</summary>
    [Fact]
    public void Construction_OfAnotherAssemblysMessage_IsMadeHere()
    {
        var (other, errors) = Snippet.Build("[Message(\"p\")] public sealed record P<T>(T A); [Message(\"x\")] public sealed record X(P<int> A); [MessageManifest] public static partial class Messages;");
        Assert.Empty(errors);
        var reference = ((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").ToMetadataReference();
        var (built, problems) = Snippet.Build("[Message(\"a\")] public sealed record M(global::App.P<int> A, global::App.X B); [MessageManifest] public static partial class Mine;", reference);
        Assert.Empty(problems);
        Assert.Contains("p<int32>", string.Concat(built.SyntaxTrees), StringComparison.Ordinal);
    }

    /// <summary>Fails, with two shapes, when fields keep their place among properties or the primary constructor is preferred.</summary>
    [Fact]
    public void Construction_HereAndInAnotherAssembly_HasOneShape()
    {
        const string source = "#pragma warning disable CA1051\n[Message(\"p\")] public record struct P<T>(T A) { public P(T a, int b) : this(a) => B = b; public long F; public int B { get; init; } public string? C { get; init; } } [Message(\"x\")] public sealed record X(P<int> A);";
        var (other, errors) = Snippet.Build(source);
        Assert.Empty(errors);
        using var image = new MemoryStream();
        Assert.True(((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").WithOptions((Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions)other.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default)).Emit(image).Success);
        var (built, problems) = Snippet.Build("[Message(\"a\")] public sealed record M(global::App.P<int> A);", MetadataReference.CreateFromImage(image.ToArray()));
        Assert.Empty(problems);
        foreach (var compilation in new[] { other, built })
            Assert.Contains("base(\"p<int32>\", \"[int32,int32,string?,int64]\")", string.Concat(compilation.SyntaxTrees), StringComparison.Ordinal);
    }

    /// <summary>A type argument in typeof says no null, as it reads; else two codecs would claim the type Page&lt;string&gt;.</summary>
    [Fact]
    public void Construction_NamedAndUsed_IsOne()
    {
        var (compilation, errors) = Snippet.Build("[Message(\"p\")] public sealed record P<T>(T A); [Message(\"m\")] public sealed record M(P<string> A); [MessageManifest(typeof(P<string>), typeof(P<P<M>>))] public static partial class Messages;");
        Assert.Empty(errors);
        string generated = string.Concat(compilation.SyntaxTrees.Skip(1));
        Assert.Equal(1, generated.Split("base(\"p<string>\"").Length - 1);
        Assert.Equal(1, generated.Split("base(\"p<{p<{m}>}>\"").Length - 1);
    }

    /// <summary>Only those that an actor may be told are messages of their own; an id of theirs is used once.</summary>
    [Fact]
    public void Constructions_OnlyWithinMessages_AreListedAsParts()
    {
        var (compilation, errors) = Snippet.Build("public enum E { X } [Message(\"p\")] public sealed record P<T>(T A); [Message(\"m\")] public sealed record M(P<int> A, P<E> B, P<int[]> C, P<List<int>> D, P<ActorRef<M>> F, P<ActorRef<string>> G, P<string> H, P<string?> I, ActorRef<P<E>> J); [MessageManifest] public static partial class Messages;");
        Assert.Empty(errors);
        string manifest = compilation.SyntaxTrees.Single(tree => tree.ToString().Contains("partial class Messages", StringComparison.Ordinal) && tree != compilation.SyntaxTrees.First()).ToString();
        string[] lists = manifest.Split("],");
        Assert.Equal(2, lists.Length);
        Assert.Contains("P__E_", lists[0], StringComparison.Ordinal);
        Assert.Equal(2, lists[0].Split(".Instance").Length - 1);
        Assert.Equal(7, lists[1].Split(".Instance").Length - 1);
    }

    [Fact]
    public void Surrogate_OfAnotherAssembly_IsFound()
    {
        var (other, errors) = Snippet.Build("[Message(\"s\")] public readonly record struct S(int A) : IMessageSurrogate<S, Index> { public static S FromValue(Index v) => new(v.Value); public Index ToValue() => A; }");
        Assert.Empty(errors);
        var reference = ((Microsoft.CodeAnalysis.CSharp.CSharpCompilation)other).WithAssemblyName("Other").ToMetadataReference();
        Assert.Empty(Snippet.Build("[Message(\"a\")] public sealed record M(Index A);", reference).Errors);
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
