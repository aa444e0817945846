namespace Actors.Generators.Tests;

/// <summary>Each rule with what breaks it and where it points; docs/diagnostics.md explains them.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("[Message(\"a\")] public sealed record M(object What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(Action What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(int[,] What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(nint What);", "ACT001 What")]
    [InlineData("[Message(\"a\")] public sealed record M(IEnumerable<int> What);", "ACT001 What")]
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
    [InlineData("public static class C { [Message(\"a\")] private sealed record M; }", "ACT006 M")]
    [InlineData("public class C { protected class D { [Message(\"a\")] public sealed record M; } }", "ACT006 M")]
    [InlineData("[Message(\"a\")] file sealed record M;", "ACT006 M")]
    [InlineData("[Message(\"a\")] public abstract record M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public static class M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public interface M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public ref struct M;", "ACT007 M")]
    [InlineData("[Message(\"a\")] public sealed record M<T>(int A);", "ACT007 M")]
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
    public void Rule_Broken_IsReportedAtTheCulprit(string source, string expected) =>
        Assert.Equal([expected], Snippet.Findings(source));

    [Fact]
    public void Rule_TwoBroken_AreBothReported() =>
        Assert.Equal(["ACT001 A", "ACT001 B"], Snippet.Findings("[Message(\"a\")] public sealed record M(object A, object B);"));

    [Fact]
    public void MemberType_OfAnotherAssemblyWithoutCodec_IsAct012()
    {
        // The other project has the attribute but was not built with the generator.
        var other = Snippet.Compilation("[Message(\"other\")] public sealed record Other(int A);").WithAssemblyName("Other");
        Assert.Equal(["ACT012 What"], Snippet.Findings("[Message(\"a\")] public sealed record M(global::App.Other What);", other.ToMetadataReference()));
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
