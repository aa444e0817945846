using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Decides how a member's type is written and read, or why it cannot be.</summary>
internal sealed class TypeParser(Compilation compilation)
{
    // What went wrong with the last type: the innermost type that is to blame, the rule, and an explanation.
    internal (DiagnosticDescriptor Rule, ITypeSymbol Type, string Reason)? Problem { get; private set; }

    internal TypeModel? Parse(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Parse(nullable.TypeArguments[0]) is { } inner ? inner with { IsNullable = true } : null;
        var model = ParseScalar(type) ?? type switch
        {
            IArrayTypeSymbol array => ParseArray(array),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } named => ParseEnum(named),
            INamedTypeSymbol named => ParseNamed(named),
            _ => Refuse(Rules.MemberType, type, "only concrete types that the generator knows can travel"),
        };
        // Code without nullable annotations does not say: null is allowed there.
        bool isNullable = !type.IsValueType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        return model is null ? null : model with { IsNullable = isNullable };
    }

    private static TypeModel? ParseScalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => Scalar("bool", true, "bool", "WriteBoolean", "ReadBoolean"),
        SpecialType.System_SByte => Scalar("sbyte", true, "int8", "WriteInt64", "ReadSByte"),
        SpecialType.System_Int16 => Scalar("short", true, "int16", "WriteInt64", "ReadInt16"),
        SpecialType.System_Int32 => Scalar("int", true, "int32", "WriteInt64", "ReadInt32"),
        SpecialType.System_Int64 => Scalar("long", true, "int64", "WriteInt64", "ReadInt64"),
        SpecialType.System_Byte => Scalar("byte", true, "uint8", "WriteUInt64", "ReadByte"),
        SpecialType.System_UInt16 => Scalar("ushort", true, "uint16", "WriteUInt64", "ReadUInt16"),
        SpecialType.System_UInt32 => Scalar("uint", true, "uint32", "WriteUInt64", "ReadUInt32"),
        SpecialType.System_UInt64 => Scalar("ulong", true, "uint64", "WriteUInt64", "ReadUInt64"),
        SpecialType.System_Single => Scalar("float", true, "float", "WriteSingle", "ReadSingle"),
        SpecialType.System_Double => Scalar("double", true, "double", "WriteDouble", "ReadDouble"),
        SpecialType.System_Char => Scalar("char", true, "char", "WriteChar", "ReadChar"),
        SpecialType.System_String => Scalar("string", false, "string", "WriteString", "ReadString"),
        SpecialType.System_Decimal => Scalar("decimal", true, "decimal", "WriteDecimal", "ReadDecimal"),
        SpecialType.System_DateTime => Scalar("global::System.DateTime", true, "timestamp", "WriteDateTime", "ReadDateTime"),
        SpecialType.None when type is INamedTypeSymbol { Arity: 0 } => type.ToDisplayString() switch
        {
            "System.Guid" => Scalar("global::System.Guid", true, "guid", "WriteGuid", "ReadGuid"),
            "System.DateTimeOffset" => Scalar("global::System.DateTimeOffset", true, "timestamp-offset", "WriteDateTimeOffset", "ReadDateTimeOffset"),
            "System.TimeSpan" => Scalar("global::System.TimeSpan", true, "ticks", "WriteTimeSpan", "ReadTimeSpan"),
            _ => null,
        },
        _ => null,
    };

    private static TypeModel Scalar(string name, bool isValueType, string shape, string write, string read) =>
        new(TypeForm.Scalar, name, isValueType, false, shape, write, read, default);

    private TypeModel? ParseArray(IArrayTypeSymbol array)
    {
        if (array.Rank != 1) return Refuse(Rules.MemberType, array, "arrays have one dimension; use an array of arrays");
        if (array.ElementType.SpecialType == SpecialType.System_Byte)
            return Scalar("byte[]", false, "bytes", "WriteBytes", "ReadBytes");
        return Parse(array.ElementType) is { } element ? Sequence(TypeForm.Array, element.FullName + "[]", false, element) : null;
    }

    private static TypeModel ParseEnum(INamedTypeSymbol type)
    {
        var underlying = ParseScalar(type.EnumUnderlyingType!)!;
        return underlying with { Form = TypeForm.Enum, Name = Names.Full(type) };
    }

    private TypeModel? ParseNamed(INamedTypeSymbol type)
    {
        if (Names.Attribute(type, Names.Message) is { } message) return ParseMessage(type, message);
        string definition = type.OriginalDefinition.ToDisplayString();
        switch (definition)
        {
            case "Actors.ActorRef<T>":
                return ParseReference(type);
            case "System.ReadOnlyMemory<T>" when type.TypeArguments[0].SpecialType == SpecialType.System_Byte:
                return Scalar("global::System.ReadOnlyMemory<byte>", true, "bytes", "WriteBytes", "ReadBytes");
            case "System.Collections.Generic.List<T>":
                return ParseSequence(TypeForm.List, type);
            case "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IReadOnlyCollection<T>":
                return ParseSequence(TypeForm.ReadOnlyList, type);
            case "System.Collections.Immutable.ImmutableArray<T>":
                return ParseSequence(TypeForm.ImmutableArray, type);
            case "System.Collections.Generic.HashSet<T>" or "System.Collections.Generic.IReadOnlySet<T>":
                return CheckKey(type.TypeArguments[0]) ? ParseSequence(TypeForm.Set, type) : null;
            case "System.Collections.Generic.Dictionary<TKey, TValue>" or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>":
                return ParseMap(type);
            default:
                return Refuse(Rules.MemberType, type, ReasonFor(type));
        }
    }

    private static string ReasonFor(INamedTypeSymbol type) => type switch
    {
        { Name: "ActorRef", Arity: 0 } => "use ActorRef<T>, which says what the actor takes",
        { SpecialType: SpecialType.System_Object } => "it does not say what it holds; use a concrete type",
        { TypeKind: TypeKind.Interface } or { IsAbstract: true } => "it does not say which concrete type it holds; use a concrete type marked with [Message]",
        { TypeKind: TypeKind.Delegate } => "code does not travel",
        _ when type.Locations.Any(location => location.IsInSource) => "mark it with [Message(\"an.id\")]",
        _ => "use one of the supported types, or a type of your own marked with [Message]",
    };

    private TypeModel? ParseMessage(INamedTypeSymbol type, AttributeData message)
    {
        string space = Names.Namespace(type);
        string codec = space.Length == 0 ? Names.Codec(type) : $"{space}.{Names.Codec(type)}";
        if (!SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
            && !(type.ContainingAssembly.GetTypeByMetadataName(codec.Replace("@", "")) is { } found && compilation.IsSymbolAccessibleWithin(found, compilation.Assembly)))
        {
            return Refuse(Rules.NoCodec, type, type.ContainingAssembly.Name);
        }

        string id = Names.Argument(message) as string ?? "";
        return new TypeModel(TypeForm.Message, Names.Full(type), type.IsValueType, false, "{" + id + "}", "global::" + codec, "", default);
    }

    private TypeModel? ParseReference(INamedTypeSymbol type)
    {
        var target = type.TypeArguments[0];
        bool travels = target switch
        {
            { SpecialType: SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Boolean or SpecialType.System_Double or SpecialType.System_Object } => true,
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => true,
            INamedTypeSymbol named => named.TypeKind == TypeKind.Interface || named.IsAbstract || Names.Attribute(named, Names.Message) is not null,
            _ => false,
        };
        if (!travels) return Refuse(Rules.ReferenceType, target, "");
        string name = target.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
            SymbolDisplayFormat.FullyQualifiedFormat.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier));
        var argument = new TypeModel(TypeForm.Scalar, name, target.IsValueType, false, "", "", "", default);
        return new TypeModel(TypeForm.Reference, $"global::Actors.ActorRef<{name}>", false, false, "ref", "", "", Arguments(argument));
    }

    private TypeModel? ParseSequence(TypeForm form, INamedTypeSymbol type) =>
        Parse(type.TypeArguments[0]) is { } element ? Sequence(form, $"{Definition(type)}<{element.FullName}>", type.IsValueType, element) : null;

    private TypeModel? ParseMap(INamedTypeSymbol type)
    {
        if (!CheckKey(type.TypeArguments[0])) return null;
        if (Parse(type.TypeArguments[0]) is not { } key || Parse(type.TypeArguments[1]) is not { } value) return null;
        key = key with { IsNullable = false };
        return new TypeModel(TypeForm.Map, $"{Definition(type)}<{key.FullName}, {value.FullName}>", false, false, $"map<{key.FullShape},{value.FullShape}>", "", "", Arguments(key, value));
    }

    // Keys must be equal by value, or what arrives cannot be found under the key that was sent.
    private bool CheckKey(ITypeSymbol key)
    {
        bool isValue = ParseScalar(key) is not null || key.TypeKind == TypeKind.Enum;
        if (!isValue) Refuse(Rules.MemberType, key, "as a key or in a set only text, numbers, characters, enums, Guid and times can be used");
        return isValue;
    }

    private static TypeModel Sequence(TypeForm form, string name, bool isValueType, TypeModel element) =>
        new(form, name, isValueType, false, $"list<{element.FullShape}>", "", "", Arguments(element));

    private static EquatableArray<TypeModel> Arguments(params TypeModel[] arguments) => new([.. arguments]);

    private static string Definition(INamedTypeSymbol type) => $"global::{Names.Namespace(type)}.{type.Name}";

    private TypeModel? Refuse(DiagnosticDescriptor rule, ITypeSymbol type, string reason)
    {
        Problem ??= (rule, type, reason);
        return null;
    }
}
