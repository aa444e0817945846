namespace Actors.Generators;

/// <summary>One case of a union.</summary>
/// <param name="Tag">Its number on the wire.</param>
/// <param name="Id">Its own id as a message.</param>
/// <param name="TypeName">Fully qualified name of the type.</param>
/// <param name="Codec">Fully qualified name of its codec.</param>
internal sealed record CaseModel(int Tag, string Id, string TypeName, string Codec);
