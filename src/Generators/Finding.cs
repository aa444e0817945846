using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Actors.Generators;

/// <summary>A diagnostic before it is reported: equal by value, and it keeps no syntax tree alive.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, Place Place, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), Arguments.ToArray<object>());
}

/// <summary>Where in the source something stands.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location? location) =>
        location is null ? new Place("", default, default) : new Place(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
