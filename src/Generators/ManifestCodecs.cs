namespace Actors.Generators;

/// <summary>The codecs that a manifest lists, by their names.</summary>
/// <param name="Messages">Those of messages.</param>
/// <param name="Parts">Those of generic messages that are used only within other messages.</param>
internal sealed record ManifestCodecs(EquatableArray<string> Messages, EquatableArray<string> Parts);
