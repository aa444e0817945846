using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>A property or field that carries part of a message. Holds symbols: never leaves the parser.</summary>
internal sealed record Member(ISymbol Symbol, ITypeSymbol Type, bool CanSet, bool IsMutable)
{
    /// <summary>The constructor parameter that fills it, if one does.</summary>
    internal IParameterSymbol? Parameter { get; init; }

    /// <summary>The explicit key, on the member or on its parameter.</summary>
    internal int? Key => KeyOn(Symbol) ?? (Parameter is null ? null : KeyOn(Parameter));

    private static int? KeyOn(ISymbol symbol) =>
        Names.Argument(Names.Attribute(symbol, Names.MessageKey)) as int?;
}
