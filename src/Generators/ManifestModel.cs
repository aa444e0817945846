namespace Actors.Generators;

/// <summary>A class that becomes the assembly's manifest, and the generic messages it names.</summary>
internal sealed record ManifestModel(string Namespace, string Name, string AssemblyName, EquatableArray<MessageModel> Constructions);
