using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>The types that one method of the writer and one of the reader stand for.</summary>
internal static class ScalarTypes
{
    internal static TypeModel? Parse(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => Model("bool", true, "bool", "WriteBoolean", "ReadBoolean"),
        SpecialType.System_SByte => Model("sbyte", true, "int8", "WriteInt64", "ReadSByte"),
        SpecialType.System_Int16 => Model("short", true, "int16", "WriteInt64", "ReadInt16"),
        SpecialType.System_Int32 => Model("int", true, "int32", "WriteInt64", "ReadInt32"),
        SpecialType.System_Int64 => Model("long", true, "int64", "WriteInt64", "ReadInt64"),
        SpecialType.System_Byte => Model("byte", true, "uint8", "WriteUInt64", "ReadByte"),
        SpecialType.System_UInt16 => Model("ushort", true, "uint16", "WriteUInt64", "ReadUInt16"),
        SpecialType.System_UInt32 => Model("uint", true, "uint32", "WriteUInt64", "ReadUInt32"),
        SpecialType.System_UInt64 => Model("ulong", true, "uint64", "WriteUInt64", "ReadUInt64"),
        SpecialType.System_Single => Model("float", true, "float", "WriteSingle", "ReadSingle"),
        SpecialType.System_Double => Model("double", true, "double", "WriteDouble", "ReadDouble"),
        SpecialType.System_Char => Model("char", true, "char", "WriteChar", "ReadChar"),
        SpecialType.System_String => Model("string", false, "string", "WriteString", "ReadString"),
        SpecialType.System_Decimal => Model("decimal", true, "decimal", "WriteDecimal", "ReadDecimal"),
        SpecialType.System_DateTime => Model("global::System.DateTime", true, "timestamp", "WriteDateTime", "ReadDateTime"),
        SpecialType.None when type is INamedTypeSymbol { Arity: 0 } => OfFramework(type.ToDisplayString()),
        _ => null,
    };

    /// <summary>True where equality by value and a hash that a peer cannot choose make it a key of maps and sets.</summary>
    internal static bool IsKey(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Enum or TypeKind.TypeParameter || Parse(type) is { Shape: not ("uri" or "version") };

    private static TypeModel? OfFramework(string name) => name.TrimEnd('?') switch
    {
        "System.Guid" => Model("global::System.Guid", true, "guid", "WriteGuid", "ReadGuid"),
        "System.DateTimeOffset" => Model("global::System.DateTimeOffset", true, "timestamp-offset", "WriteDateTimeOffset", "ReadDateTimeOffset"),
        "System.TimeSpan" => Model("global::System.TimeSpan", true, "ticks", "WriteTimeSpan", "ReadTimeSpan"),
        "System.DateOnly" => Model("global::System.DateOnly", true, "date", "WriteDateOnly", "ReadDateOnly"),
        "System.TimeOnly" => Model("global::System.TimeOnly", true, "time", "WriteTimeOnly", "ReadTimeOnly"),
        "System.Half" => Model("global::System.Half", true, "half", "WriteHalf", "ReadHalf"),
        "System.Int128" => Model("global::System.Int128", true, "int128", "WriteInt128", "ReadInt128"),
        "System.UInt128" => Model("global::System.UInt128", true, "uint128", "WriteUInt128", "ReadUInt128"),
        "System.Numerics.BigInteger" => Model("global::System.Numerics.BigInteger", true, "bigint", "WriteBigInteger", "ReadBigInteger"),
        "System.Uri" => Model("global::System.Uri", false, "uri", "WriteUri", "ReadUri"),
        "System.Version" => Model("global::System.Version", false, "version", "WriteVersion", "ReadVersion"),
        "Actors.ActorPath" => Model("global::Actors.ActorPath", false, "path", "WriteActorPath", "ReadActorPath"),
        _ => null,
    };

    internal static TypeModel Model(string name, bool isValueType, string shape, string write, string read) =>
        new(TypeForm.Scalar, name, isValueType, false, shape, write, read, default);
}
