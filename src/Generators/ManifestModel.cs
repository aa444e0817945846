namespace Actors.Generators;

/// <summary>A class that becomes the assembly's manifest.</summary>
internal sealed record ManifestModel(string Namespace, string Name, string AssemblyName);
