using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Actors.Generators;

/// <summary>What a member is when an older sender does not know it and leaves it out.</summary>
internal static class DefaultValue
{
    /// <summary>An expression, or null where nothing would be right: then the message is refused.</summary>
    internal static string? Of(TypeModel type, Member member, Compilation compilation, CancellationToken cancellationToken)
    {
        // "string Name = null!" says no more than no default at all.
        if (member.Parameter is { HasExplicitDefaultValue: true } parameter && (parameter.ExplicitDefaultValue is not null || type.IsNullable || type.IsValueType))
            return OfConstant(type, parameter.ExplicitDefaultValue);
        if (member.Parameter is null && Initializer(member.Symbol, compilation, cancellationToken) is { HasValue: true, Value: not null } constant) return OfConstant(type, constant.Value);
        if (type.IsNullable) return "default";
        return type.Form switch
        {
            TypeForm.Scalar when type.Name == "string" => "\"\"",
            TypeForm.Scalar when type.Name == "byte[]" => "[]",
            TypeForm.Array or TypeForm.ReadOnlyList or TypeForm.ImmutableArray or TypeForm.Enumerable => "[]",
            TypeForm.ImmutableList or TypeForm.ImmutableSet or TypeForm.ImmutableMap =>
                type.Name.Replace(".IImmutableSet<", ".ImmutableHashSet<").Replace(".IImmutable", ".Immutable") + ".Empty",
            TypeForm.ReadOnlyCollection or TypeForm.FrozenSet or TypeForm.FrozenMap or TypeForm.ReadOnlyMap => $"{type.Name}.Empty",
            TypeForm.List => $"new global::System.Collections.Generic.List<{type.Arguments[0].FullName}>(reader.Charge({Footprint.List}))",
            TypeForm.Set => $"new global::System.Collections.Generic.HashSet<{type.Arguments[0].FullName}>(reader.Charge({Footprint.Set}))",
            TypeForm.Map => $"new global::System.Collections.Generic.Dictionary<{type.Arguments[0].FullName}, {type.Arguments[1].FullName}>(reader.Charge({Footprint.Map}))",
            TypeForm.Message when type.IsValueType => $"Omitted({type.Write}.Instance, ref reader)",
            _ => IsWholeByDefault(type) ? "default" : null,
        };
    }

    // default((string, int)) would hold a null that its type does not allow.
    private static bool IsWholeByDefault(TypeModel type) => type.Form switch
    {
        _ when type.IsNullable => true,
        TypeForm.Scalar or TypeForm.Enum or TypeForm.Surrogate => type.IsValueType,
        TypeForm.Tuple or TypeForm.Pair => type.IsValueType && type.Arguments.All(IsWholeByDefault),
        _ => false,
    };

    // The constant of "public int Retries { get; init; } = 3;". One that is computed cannot be repeated in the codec; that of
    // another project can be read in an editor, which has its source, but not in a build: so in neither.
    private static Optional<object?> Initializer(ISymbol symbol, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var value = reference.GetSyntax(cancellationToken) switch
            {
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                _ => null,
            };
            if (value is not null && compilation.ContainsSyntaxTree(value.SyntaxTree)) return compilation.GetSemanticModel(value.SyntaxTree).GetConstantValue(value, cancellationToken);
        }

        return default;
    }

    private static string? OfConstant(TypeModel type, object? value)
    {
        string? literal = value switch
        {
            null => type.IsNullable || type.IsValueType ? "default" : null,
            double number => Floating(number, "double", number.ToString("R", CultureInfo.InvariantCulture) + "D"),
            float number => Floating(number, "float", number.ToString("R", CultureInfo.InvariantCulture) + "F"),
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
            IFormattable number when value is not char => number.ToString(null, CultureInfo.InvariantCulture),
            _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
        };
        return value is null or string || literal is null ? literal : $"({type.Name})({literal})";
    }

    private static string Floating(double number, string type, string literal)
    {
        if (double.IsNaN(number)) return $"{type}.NaN";
        if (double.IsInfinity(number)) return number > 0 ? $"{type}.PositiveInfinity" : $"{type}.NegativeInfinity";
        return literal;
    }
}
