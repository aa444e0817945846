using Microsoft.CodeAnalysis.CSharp;

namespace Actors.Generators;

/// <summary>Writes the other part of a manifest class.</summary>
internal static class ManifestEmitter
{
    internal static string Emit(ManifestModel manifest, ManifestCodecs codecs)
    {
        var code = new CodeWriter();
        CodecEmitter.EmitHeader(code);
        if (manifest.Namespace.Length > 0)
        {
            code.Line($"namespace {manifest.Namespace};");
            code.Line();
        }

        code.Open($"static partial class {manifest.Name}");
        code.Line("/// <summary>The codecs of all messages of this assembly.</summary>");
        code.Line("[global::System.CodeDom.Compiler.GeneratedCode(\"Actors.Generators\", \"1\")]");
        code.Line("public static global::Actors.Remote.MessageManifest Manifest { get; } = new global::Actors.Remote.MessageManifest(");
        string name = SymbolDisplay.FormatLiteral(manifest.AssemblyName, quote: true);
        code.Line($"    {name},");
        code.Line($"    {List(codecs.Messages)},");
        code.Line($"    {List(codecs.Parts)});");
        code.Close();
        return code.ToString();
    }

    private static string List(EquatableArray<string> codecs) =>
        codecs.Count == 0 ? "[]" : "[\n        " + string.Join(",\n        ", codecs.Select(codec => $"{codec}.Instance")) + "]";
}
