namespace Actors.Generators;

/// <summary>One member of a message.</summary>
/// <param name="Key">Its place in the encoded array.</param>
/// <param name="Name">Its C# name as it stands in an expression (a keyword with <c>@</c>).</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameter">Its place in the constructor, or -1: it is set in an initializer.</param>
/// <param name="Default">What it is when a sender that does not know it leaves it out: an expression, or null for an error.</param>
internal sealed record MemberModel(int Key, string Name, TypeModel Type, int Parameter, string? Default)
{
    /// <summary>It must stand in the initializer too.</summary>
    public bool IsRequiredBeside { get; init; }
}
