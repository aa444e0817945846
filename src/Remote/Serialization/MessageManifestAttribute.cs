namespace Actors.Remote;

/// <summary>
/// Marks a <c>static partial class</c> that the source generator completes with
/// <c>public static MessageManifest Manifest { get; }</c>: the codecs of all messages of the assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MessageManifestAttribute : Attribute;
