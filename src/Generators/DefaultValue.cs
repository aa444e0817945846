using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Actors.Generators;

/// <summary>What a member is when an older sender does not know it and leaves it out.</summary>
internal static class DefaultValue
{
    /// <summary>An expression, or null where nothing would be right: then the message is refused.</summary>
    internal static string? Of(TypeModel type, IParameterSymbol? parameter)
    {
        if (parameter is { HasExplicitDefaultValue: true }) return OfParameter(type, parameter.ExplicitDefaultValue);
        if (type.IsNullable) return "default";
        return type.Form switch
        {
            TypeForm.Scalar when type.Name == "string" => "\"\"",
            TypeForm.Scalar when type.Name == "byte[]" => "[]",
            TypeForm.Array or TypeForm.ReadOnlyList or TypeForm.ImmutableArray => "[]",
            TypeForm.List => $"new {type.Name}()",
            TypeForm.Set => $"new global::System.Collections.Generic.HashSet<{type.Arguments[0].FullName}>()",
            TypeForm.Map => $"new global::System.Collections.Generic.Dictionary<{type.Arguments[0].FullName}, {type.Arguments[1].FullName}>()",
            _ => type.IsValueType ? "default" : null,
        };
    }

    private static string? OfParameter(TypeModel type, object? value)
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
