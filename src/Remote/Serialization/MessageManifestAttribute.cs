namespace Actors.Remote;

/// <summary>
/// Marks a <c>static partial class</c> that the source generator completes with
/// <c>public static MessageManifest Manifest { get; }</c>: the codecs of all messages of the assembly.
/// </summary>
/// <param name="constructions">
/// Generic messages with their type arguments, such as <c>typeof(Page&lt;Order&gt;)</c>, that may travel. Those that are
/// members of messages, or what a member's <c>ActorRef&lt;T&gt;</c> takes, are found without being named here.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MessageManifestAttribute(params Type[] constructions) : Attribute
{
    /// <summary>The generic messages that were named.</summary>
    public IReadOnlyList<Type> Constructions => constructions;
}
