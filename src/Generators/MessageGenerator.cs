using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Actors.Generators;

/// <summary>Makes a codec for each type marked with [Message], and completes the class marked with [MessageManifest].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Models and findings part ways early: a finding holds a place, which moves with every line typed above it.
        var parsed = context.SyntaxProvider.ForAttributeWithMetadataName(Names.Message, static (node, _) => node is TypeDeclarationSyntax, MessageParser.Parse);
        var models = parsed.Select(static (result, _) => result.Model).Where(static model => model is not null).Select(static (model, _) => model!).WithTrackingName("Models");
        var ids = context.SyntaxProvider.ForAttributeWithMetadataName(Names.Message, static (node, _) => node is TypeDeclarationSyntax, MessageParser.UseOf);
        var manifests = context.SyntaxProvider.ForAttributeWithMetadataName(Names.MessageManifest, static (node, _) => node is ClassDeclarationSyntax, ManifestParser.Parse);
        var complete = manifests.Select(static (result, _) => result.Model).Where(static model => model is not null).Select(static (model, _) => model!);
        // Two messages may use one generic message with the same arguments.
        var constructions = models.Collect().Combine(complete.Collect()).SelectMany(static (all, _) => DistinctOf(all.Left, all.Right)).WithTrackingName("Constructions");
        var codecs = models.Collect().Combine(constructions.Collect()).Select(static (all, _) => CodecsOf(all.Left, all.Right)).WithTrackingName("Codecs");

        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(HintOf(model.FullCodecName), CodecEmitter.Emit(model)));
        context.RegisterSourceOutput(constructions, static (output, model) => output.AddSource(HintOf(model.FullCodecName), CodecEmitter.Emit(model)));
        context.RegisterSourceOutput(complete.Combine(codecs), static (output, pair) => output.AddSource(HintOf($"{pair.Left.Namespace}.{pair.Left.Name}"), ManifestEmitter.Emit(pair.Left, pair.Right)));
        Report(context, parsed.SelectMany(static (result, _) => result.Findings));
        Report(context, manifests.SelectMany(static (result, _) => result.Findings));
        var places = context.SyntaxProvider.ForAttributeWithMetadataName(Names.MessageManifest, static (node, _) => node is ClassDeclarationSyntax, ManifestParser.PlaceOf);
        Report(context, places.Combine(constructions.Collect()).SelectMany(static (pair, _) => ConstructionClash.Find(pair.Right, pair.Left)));
        Report(context, ids.Collect().SelectMany(static (uses, _) => DuplicatesOf(uses)));
    }

    // With the compilation only here, at the end, where it makes nothing again but the report.
    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Finding> findings) =>
        context.RegisterSourceOutput(findings.Combine(context.CompilationProvider), static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

    // Hints that differ in case only are one to the compiler.
    private static string HintOf(string name) => $"{name.Replace("global::", "").Replace("@", "").TrimStart('.')}.{Names.Hash(name):x8}.g.cs";

    private static IEnumerable<MessageModel> DistinctOf(ImmutableArray<MessageModel> models, ImmutableArray<ManifestModel> manifests) =>
        models.SelectMany(model => model.Constructions)
            .Concat(manifests.SelectMany(manifest => manifest.Constructions))
            .GroupBy(model => model.FullCodecName)
            .Select(same => same.First() with { IsTold = same.Any(model => model.IsTold) });

    private static ManifestCodecs CodecsOf(ImmutableArray<MessageModel> models, ImmutableArray<MessageModel> constructions) =>
        new(NamesOf(models.Concat(constructions.Where(model => model.IsTold))), NamesOf(constructions.Where(model => !model.IsTold)));

    private static EquatableArray<string> NamesOf(IEnumerable<MessageModel> models) =>
        new([.. models.Select(model => model.FullCodecName).Distinct().OrderBy(name => name, StringComparer.Ordinal)]);

    private static IEnumerable<Finding> DuplicatesOf(ImmutableArray<IdUse> uses)
    {
        var first = new Dictionary<string, IdUse>();
        foreach (var use in uses)
        {
            if (use.Id.Length == 0) continue;
            if (first.TryGetValue(use.Id, out var earlier)) yield return new Finding(Rules.DuplicateId, use.Place, new([use.Id, earlier.TypeName]));
            else first.Add(use.Id, use);
        }
    }
}
