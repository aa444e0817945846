namespace Actors.Remote;

/// <summary>The families of MessagePack values.</summary>
public enum MessagePackKind
{
    /// <summary>The reserved byte 0xc1, or the end of the bytes.</summary>
    None,

    /// <summary>nil.</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A whole number, from -2^63 to 2^64-1.</summary>
    Integer,

    /// <summary>A floating point number of 32 or 64 bits.</summary>
    Float,

    /// <summary>UTF-8 text.</summary>
    String,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An extension: a type number and bytes.</summary>
    Extension,
}
