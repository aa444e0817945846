using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Actors.Generators;

/// <summary>A diagnostic before it is reported: equal by value, and it keeps no syntax tree alive.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, Place Place, EquatableArray<string> Arguments)
{
    /// <param name="compilation">Where the place is looked up, so that a pragma around it counts; null: it stays a place.</param>
    public Diagnostic ToDiagnostic(Compilation? compilation = null) => Diagnostic.Create(Rule, Place.ToLocation(compilation), Arguments.ToArray<object>());
}

/// <summary>Where in the source something stands.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location? location) =>
        location is null ? new Place("", default, default) : new Place(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation(Compilation? compilation)
    {
        var tree = Path.Length == 0 ? null : compilation?.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == Path);
        return tree is not null && Span.End <= tree.Length ? Location.Create(tree, Span) : Location.Create(Path, Span, Lines);
    }
}
