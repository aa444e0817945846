namespace Actors.Generators;

/// <summary>A member's type as the emitter needs it: equal by value, free of compiler symbols.</summary>
/// <param name="Form">How it is written and read.</param>
/// <param name="Name">Fully qualified C# name, without the <c>?</c> of a nullable.</param>
/// <param name="IsValueType">A struct or an enum.</param>
/// <param name="IsNullable">Null is allowed and travels as nil.</param>
/// <param name="Shape">What stands on the wire, without <c>?</c>.</param>
/// <param name="Write">Scalar, Enum: the writer's method. Message: the codec's name.</param>
/// <param name="Read">Scalar, Enum: the reader's method.</param>
/// <param name="Arguments">Element; key and value; the type a reference takes.</param>
internal sealed record TypeModel(
    TypeForm Form,
    string Name,
    bool IsValueType,
    bool IsNullable,
    string Shape,
    string Write,
    string Read,
    EquatableArray<TypeModel> Arguments)
{
    /// <summary>The C# name with the <c>?</c> of a nullable.</summary>
    public string FullName => IsNullable ? Name + "?" : Name;

    /// <summary>What stands on the wire, with <c>?</c> where nil may stand instead.</summary>
    public string FullShape => IsNullable ? Shape + "?" : Shape;
}
