namespace Actors.Generators.Tests;

/// <summary>Each rule with what breaks it and where it points; docs/diagnostics.md explains them.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("[Message(\"a\")] public sealed record M(object What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(Action What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(int[,] What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(nint What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(IAsyncEnumerable<int> What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(ValueTuple<int> What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M((int, object) What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(HashSet<Uri> What);", "ACT001 What")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A); [Message(\"a\")] public sealed record M(P<object> What);", "ACT001 What")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(HashSet<T> A); [Message(\"a\")] public sealed record M(P<int[]> What);", "ACT001 What")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(P<List<T>>? Next); [Message(\"a\")] public sealed record M(P<int> What);", "ACT001 What")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A, object What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(ActorRef What);", "ACT001 What")]
    [InlineData("public sealed record Other; [Message(\"a\")] public sealed record M(Other What);", "ACT001 What")]
    [InlineData("public sealed record Other; [Message(\"a\")] public sealed record M(List<Dictionary<int, Other?>> What);", "ACT001 What")]
    [InlineData("[Message(\"b\")] public sealed record Key(int I); [Message(\"a\")] public sealed record M(HashSet<Key> What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(int Good) { public object? What { get; init; } }", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M; [Message(\"a\")] public sealed record N;", "ACT002 Message(\"a\")")]
    [InlineData("[Message(\"a\")] public sealed record M([property: MessageKey(1)] int A, [property: MessageKey(1)] int B);", "ACT003 B")]
    [InlineData("[Message(\"a\")] public sealed record M([MessageKey(1)] int A, [MessageKey(1)] int B);", "ACT003 B")]
    [InlineData("[Message(\"a\")] public sealed record M([MessageKey(0)] int A, int B);", "ACT004 B")]
    [InlineData("[Message(\"a\")] public sealed record M([MessageKey(-1)] int A);", "ACT004 A")]
    [InlineData("[Message(\"a\")] public sealed record M([MessageKey(256)] int A);", "ACT004 A")]
    [InlineData("[Message(\"\")] public sealed record M;", "ACT005 Message(\"\")")]
    [InlineData("[Message(null!)] public sealed record M;", "ACT005 Message(null!)")]
    [InlineData("[Message(\"with space\")] public sealed record M;", "ACT005 Message(\"with space\")")]
    [InlineData("[Message(\"string\")] public sealed record M;", "ACT005 Message(\"string\")")]
    [InlineData("[Message(\"actors.delivery.ack\")] public sealed record M;", "ACT005 Message(\"actors.delivery.ack\")")]
    [InlineData("[Message(\"a\")] public sealed class M { public int A { get; private set; } }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed record M(int X) { public string Name { get; private init; } = \"\"; }", "ACT017 Name")]
    [InlineData("[Message(\"a\")] public record M(int X) { public string Name { get; protected set; } = \"\"; }", "ACT017 Name")]
    [InlineData("[Message(\"a\")] public sealed class M { public readonly int A; }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed class M { public int A { private get; init; } }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed class M(int a) { public int A { private get; init; } = a; }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed record M(int A) { [Obsolete(\"x\", true)] public int B { get; init; } }", "ACT017 B")]
    [InlineData("[Message(\"a\")] public sealed record M { public List<int> A { get; } = []; }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed record M(string X) { public IDictionary<string, int> A { get; } = new Dictionary<string, int>(StringComparer.Ordinal); }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed class M { public M(string x) { X = x; A = []; } public string X { get; } public List<string> A { get; } }", "ACT017 A")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T X) { public HashSet<int> A { get; } = new(); }", "ACT017 A")]
    [InlineData("[Message(\"a\")] public sealed record M(string X) { public M(string x, int a) : this(x) => A = a; public int A { get; } }", "ACT017 A")]
    [InlineData("public class B { public int A { get; init; } } [Message(\"a\")] public sealed class M : B { public new static int A; }", "ACT017 A")]
    [InlineData("public class B { public int A { get; init; } } [Message(\"a\")] public sealed class M : B { public new void A() { } }", "ACT017 A")]
    [InlineData("public static class C { [Message(\"a\")] private sealed record M; }", "ACT006 M")]
    [InlineData("public class C { protected class D { [Message(\"a\")] public sealed record M; } }", "ACT006 M")]
    [InlineData("[Message(\"a\")] file sealed record M;", "ACT006 M")]
    [InlineData("[Message(\"a\")] public abstract record M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public abstract record M; public abstract record V : M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public static class M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public interface M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public ref struct M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public abstract record M<T>;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public sealed class M : List<int> { public int A { get; init; } }", "ACT007 M")]
    [InlineData("public class E : Exception; [Message(\"a\")] public sealed class M : E { public int A { get; init; } }", "ACT007 M")]
    [InlineData("public static class C<T> { [Message(\"a\")] public sealed record M(int A); }", "ACT007 M")]
    [InlineData("[Message(\"a\")] public sealed class M { private M() { } }", "ACT008 M")]
    [InlineData("[Message(\"a\")] public sealed class M(int hidden) { public int Twice => hidden * 2; }", "ACT008 M")]
    [InlineData("[Message(\"a\")] public sealed class M(long a) { public int A { get; } = (int)a; }", "ACT008 M")]
    [InlineData("[Message(\"a\")] public sealed class M { [MessageKey(0)] public int A { get; } }", "ACT008 M")]
    [InlineData("[Message(\"a\")] public sealed class M { public int A { get; set; } }", "ACT009 A")]
    [InlineData("[Message(\"a\")] public sealed class M { public int A; }", "ACT009 A")]
    [InlineData("[MessageManifest] public static class M;", "ACT010 M")]
    [InlineData("[MessageManifest] public partial class M;", "ACT010 M")]
    [InlineData("[MessageManifest] public static partial class M<T>;", "ACT010 M")]
    [InlineData("public static partial class C { [MessageManifest] public static partial class M; }", "ACT010 M")]
    [InlineData("public sealed class Other; [Message(\"a\")] public sealed record M(ActorRef<Other> Ref);", "ACT011 Ref")]
    [InlineData("[Message(\"a\")] public sealed record M(List<ActorRef<DateTime>> Ref);", "ACT011 Ref")]
    [InlineData("[Message(\"u\")] public abstract record U; public sealed record M : U;", "ACT013 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [Message(\"a\")] public sealed record M : U;", "ACT013 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [MessageTag(1)] public sealed record M : U;", "ACT013 M")]
    [InlineData("[Message(\"u\")] public abstract record U; public abstract record V : U; [Message(\"a\")] public sealed record M : V;", "ACT013 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [Message(\"a\")] [MessageTag(1)] public sealed record M<T> : U;", "ACT013 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [Message(\"a\")] [MessageTag(1)] public sealed record L : U; [Message(\"b\")] [MessageTag(1)] public sealed record M : U;", "ACT014 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [Message(\"a\")] [MessageTag(-1)] public sealed record M : U;", "ACT014 M")]
    [InlineData("[Message(\"u\")] public abstract record U; [Message(\"a\")] [MessageTag(65536)] public sealed record M : U;", "ACT014 M")]
    [InlineData("[Message(\"a\")] [MessageTag(1)] public sealed record M;", "ACT014 M")]
    [InlineData("[Message(\"s\")] public sealed record S(int A) : IMessageSurrogate<S, Index> { public static S FromValue(Index v) => new(v.Value); public Index ToValue() => A; } [Message(\"t\")] public sealed record T(int A) : IMessageSurrogate<T, Index> { public static T FromValue(Index v) => new(v.Value); public Index ToValue() => A; } [Message(\"a\")] public sealed record M(Index What);", "ACT015 What")]
    [InlineData("public sealed record S(int A) : IMessageSurrogate<S, Index> { public static S FromValue(Index v) => new(v.Value); public Index ToValue() => A; } [Message(\"a\")] public sealed record M(Index What);", "ACT001 What")]
    [InlineData("[MessageManifest(typeof(int))] public static partial class M;", "ACT016 MessageManifest(typeof(int))")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A); [MessageManifest(typeof(P<>))] public static partial class M;", "ACT016 MessageManifest(typeof(P<>))")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A); [MessageManifest(typeof(P<object>))] public static partial class M;", "ACT016 MessageManifest(typeof(P<object>))")]
    [InlineData("public enum E { X } [Message(\"p\")] public sealed record P<T>(T A); [Message(\"a\")] public sealed record M(ActorRef<P<int>> A, ActorRef<P<E>> B); [MessageManifest] public static partial class Mine;", "ACT002 Mine")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A); [MessageManifest(typeof(P<int[]>), typeof(P<List<int>>))] public static partial class Mine;", "ACT002 Mine")]
    [InlineData("[Message(\"p\")] public sealed record P<T>(T A); [Message(\"a\")] public sealed record M(ActorRef<P<string>> A, ActorRef<P<string?>> B); [MessageManifest] public static partial class Mine;", "ACT016 Mine")]
    public void Rule_Broken_IsReportedAtTheCulprit(string source, string expected) =>
        Assert.Equal([expected], Snippet.Findings(source));

    [Fact]
    public void Rule_TwoBroken_AreBothReported() =>
        Assert.Equal(["ACT001 A", "ACT001 B"], Snippet.Findings("[Message(\"a\")] public sealed record M(object A, object B);"));

    /// <summary>Which part comes first is for the order of files to say; parts in one file, and members with keys, have theirs.</summary>
    [Fact]
    public void Members_InTwoFiles_NeedKeys()
    {
        const string first = "[Message(\"a\")] public sealed partial record M(int A) { public int B { get; init; } }";
        Assert.Equal(["ACT018 C"], InTwoFiles(first, "public sealed partial record M { public int C { get; init; } }"));
        Assert.Empty(InTwoFiles(first, "public sealed partial record M { public int Sum => A + B; }"));
        Assert.Empty(Snippet.Findings(first + " public sealed partial record M { public int C { get; init; } }"));
        Assert.Empty(InTwoFiles(
            "[Message(\"a\")] public sealed partial record M([MessageKey(0)] int A) { [MessageKey(1)] public int B { get; init; } }",
            "public sealed partial record M { [MessageKey(2)] public int C { get; init; } }"));
    }

    private static IEnumerable<string> InTwoFiles(string first, string second)
    {
        var other = Snippet.Parse(second, "Other.cs");
        var result = Snippet.Driver().RunGenerators(Snippet.Compilation(first).AddSyntaxTrees(other)).GetRunResult();
        return result.Diagnostics.Select(finding => $"{finding.Id} {other.ToString().Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length)}");
    }

    [Fact]
    public void MemberType_OfAnotherAssemblyWithoutCodec_IsAct012()
    {
        // The other project has the attribute but was not built with the generator.
        var other = Snippet.Compilation("[Message(\"other\")] public sealed record Other(int A);").WithAssemblyName("Other");
        Assert.Equal(["ACT012 What"], Snippet.Findings("[Message(\"a\")] public sealed record M(global::App.Other What);", other.ToMetadataReference()));
    }

    [Fact]
    public void Case_OfAnotherAssemblysUnion_IsAct013()
    {
        var other = Snippet.Compilation("[Message(\"u\")] public abstract record U; [Message(\"c\")] [MessageTag(1)] public sealed record C : U;").WithAssemblyName("Other");
        Assert.Equal(["ACT013 M"], Snippet.Findings("[Message(\"a\")] [MessageTag(2)] public sealed record M : global::App.U;", other.ToMetadataReference()));
    }

    [Fact]
    public void Sentence_NamesMemberMessageTypeAndWhatToDo()
    {
        string sentence = Assert.Single(Snippet.Sentences("public sealed record Other; [Message(\"a\")] public sealed record M(Other What);"));
        Assert.Equal("Member 'What' of message 'App.M' has type 'App.Other', which cannot be serialised: mark it with [Message(\"an.id\")]", sentence);
    }

    [Fact]
    public void Message_WithErrors_GetsNoCodec()
    {
        var result = Snippet.Driver().RunGenerators(Snippet.Compilation("[Message(\"a\")] public sealed record M(object What);")).GetRunResult();
        Assert.Empty(result.GeneratedTrees);
    }
}
