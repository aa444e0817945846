using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>A property or field that carries part of a message. Holds symbols: never leaves the parser.</summary>
internal sealed record Member(ISymbol Symbol, ITypeSymbol Type, bool CanSet, bool IsMutable)
{
    /// <summary>The constructor parameter that fills it, if one does.</summary>
    internal IParameterSymbol? Parameter { get; init; }

    /// <summary>Why its value would not arrive, whatever the constructor takes; null if it can be read.</summary>
    internal string? Unreadable { get; init; }

    /// <summary>The compiler wants it in the initializer, also where the constructor has filled it.</summary>
    internal bool IsRequiredBeside => Parameter is not null
        && Symbol is (IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
        && Names.Attribute(Parameter.ContainingSymbol, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute") is null;

    /// <summary>The explicit key, on the member or on its parameter.</summary>
    internal int? Key => KeyOn(Symbol) ?? (Parameter is null ? null : KeyOn(Parameter));

    private static int? KeyOn(ISymbol symbol) =>
        Names.Argument(Names.Attribute(symbol, Names.MessageKey)) as int?;
}
