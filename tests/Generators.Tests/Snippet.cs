using System.Collections.Immutable;
using Actors.Remote;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Actors.Generators.Tests;

/// <summary>Compiles source text with the generator, as a project that refers to Actors.Remote would.</summary>
internal static class Snippet
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Collections.Immutable; using Actors; using Actors.Remote; namespace App;\n";

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(ActorRef).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(MessageAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Google.Protobuf.IMessage).Assembly.Location),
    ];

    internal static CSharpCompilation Compilation(string source, params IEnumerable<MetadataReference> more) =>
        CSharpCompilation.Create(
            "App",
            [Parse(source)],
            [.. References, .. more],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    // Documentation mode: as in a project that generates its documentation file.
    internal static SyntaxTree Parse(string source, string path = "App.cs") =>
        CSharpSyntaxTree.ParseText(SourceText.From(Usings + source), CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose), path);

    internal static GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [new MessageGenerator().AsSourceGenerator()],
            parseOptions: CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator says, each as its id and the text it points at.</summary>
    internal static IReadOnlyList<string> Findings(string source, params IEnumerable<MetadataReference> more)
    {
        var compilation = Compilation(source, more);
        var result = Driver().RunGenerators(compilation).GetRunResult();
        string text = compilation.SyntaxTrees[0].ToString();
        return [.. result.Diagnostics.OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => $"{finding.Id} {text.Substring(finding.Location.SourceSpan.Start, finding.Location.SourceSpan.Length)}")];
    }

    /// <summary>The sentences the generator says.</summary>
    internal static IReadOnlyList<string> Sentences(string source) =>
        [.. Driver().RunGenerators(Compilation(source)).GetRunResult().Diagnostics.Select(finding => finding.GetMessage(null))];

    /// <summary>Compiles the source together with what was generated; any warning is an error.</summary>
    internal static (Compilation Compilation, IReadOnlyList<string> Errors) Build(string source, params IEnumerable<MetadataReference> more)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(source, more), out var compilation, out var findings);
        return (compilation, [.. findings.Concat(compilation.GetDiagnostics()).Where(error => error.Severity >= DiagnosticSeverity.Warning && !error.IsSuppressed && !IsUndocumentedSnippet(error)).Select(error => error.ToString())]);
    }

    // The snippets have no documentation; what is generated must not need any.
    private static bool IsUndocumentedSnippet(Diagnostic error) => error.Id == "CS1591" && error.Location.SourceTree?.FilePath == "App.cs";
}
