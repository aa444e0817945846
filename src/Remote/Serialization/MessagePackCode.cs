namespace Actors.Remote;

/// <summary>The first byte of a MessagePack value (github.com/msgpack/msgpack, spec.md, "Formats").</summary>
internal static class MessagePackCode
{
    internal const byte MaxPositiveFixInt = 0x7f;
    internal const byte FixMap = 0x80;     // 1000xxxx, up to 15 pairs
    internal const byte FixArray = 0x90;   // 1001xxxx, up to 15 elements
    internal const byte FixString = 0xa0;  // 101xxxxx, up to 31 bytes
    internal const byte Nil = 0xc0;
    internal const byte NeverUsed = 0xc1;
    internal const byte False = 0xc2;
    internal const byte True = 0xc3;
    internal const byte Bin8 = 0xc4;
    internal const byte Bin16 = 0xc5;
    internal const byte Bin32 = 0xc6;
    internal const byte Ext8 = 0xc7;
    internal const byte Ext16 = 0xc8;
    internal const byte Ext32 = 0xc9;
    internal const byte Float32 = 0xca;
    internal const byte Float64 = 0xcb;
    internal const byte UInt8 = 0xcc;
    internal const byte UInt16 = 0xcd;
    internal const byte UInt32 = 0xce;
    internal const byte UInt64 = 0xcf;
    internal const byte Int8 = 0xd0;
    internal const byte Int16 = 0xd1;
    internal const byte Int32 = 0xd2;
    internal const byte Int64 = 0xd3;
    internal const byte FixExt1 = 0xd4;
    internal const byte FixExt2 = 0xd5;
    internal const byte FixExt4 = 0xd6;
    internal const byte FixExt8 = 0xd7;
    internal const byte FixExt16 = 0xd8;
    internal const byte String8 = 0xd9;
    internal const byte String16 = 0xda;
    internal const byte String32 = 0xdb;
    internal const byte Array16 = 0xdc;
    internal const byte Array32 = 0xdd;
    internal const byte Map16 = 0xde;
    internal const byte Map32 = 0xdf;
    internal const byte MinNegativeFixInt = 0xe0; // 111xxxxx, -32 to -1

    /// <summary>The extension type of a point in time.</summary>
    internal const sbyte Timestamp = -1;

    internal static MessagePackKind KindOf(byte code) => code switch
    {
        <= MaxPositiveFixInt or >= MinNegativeFixInt or (>= UInt8 and <= Int64) => MessagePackKind.Integer,
        < FixArray or Map16 or Map32 => MessagePackKind.Map,
        < FixString or Array16 or Array32 => MessagePackKind.Array,
        < Nil or String8 or String16 or String32 => MessagePackKind.String,
        Nil => MessagePackKind.Nil,
        False or True => MessagePackKind.Boolean,
        Bin8 or Bin16 or Bin32 => MessagePackKind.Binary,
        Float32 or Float64 => MessagePackKind.Float,
        NeverUsed => MessagePackKind.None,
        _ => MessagePackKind.Extension,
    };
}
