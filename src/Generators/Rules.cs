using Microsoft.CodeAnalysis;

namespace Actors.Generators;

/// <summary>Everything the generator may say. docs/diagnostics.md explains each with an example.</summary>
internal static class Rules
{
    internal static readonly DiagnosticDescriptor MemberType = Error("ACT001", "A member's type cannot be serialised", "Member '{0}' of message '{1}' has type '{2}', which cannot be serialised: {3}");
    internal static readonly DiagnosticDescriptor DuplicateId = Error("ACT002", "Two messages have one id", "Message id '{0}' is already used by '{1}'; ids must be unique");
    internal static readonly DiagnosticDescriptor DuplicateKey = Error("ACT003", "Two members have one key", "Members '{0}' and '{1}' of message '{2}' both have key {3}");
    internal static readonly DiagnosticDescriptor InvalidKey = Error("ACT004", "A key is missing or out of range", "Member '{0}' of message '{1}': {2}");
    internal static readonly DiagnosticDescriptor InvalidId = Error("ACT005", "A message id is not valid", "Message id '{0}' is not valid: {1}");
    internal static readonly DiagnosticDescriptor Inaccessible = Error("ACT006", "A message type is not accessible", "Message '{0}' must be public or internal, as must be the types around it, for its codec to see it");
    internal static readonly DiagnosticDescriptor Unsupported = Error("ACT007", "This kind of type cannot be a message", "'{0}' is {1}; only a record, class or struct can be a message, and an abstract one only as a union of the types that derive from it");
    internal static readonly DiagnosticDescriptor NoConstructor = Error("ACT008", "A message cannot be constructed", "Message '{0}' cannot be constructed from its members: {1}");
    internal static readonly DiagnosticDescriptor Mutable = Warning("ACT009", "A message can be changed", "Member '{0}' of message '{1}' can be changed after the message was sent, while another actor reads it; make it init-only");
    internal static readonly DiagnosticDescriptor Manifest = Error("ACT010", "A manifest class has the wrong form", "'{0}' must be a top-level static partial class without type parameters to become a message manifest");
    internal static readonly DiagnosticDescriptor ReferenceType = Warning("ACT011", "An actor reference takes what may not travel", "Member '{0}' of message '{1}' refers to an actor that takes '{2}', for which no codec is known: mark it with [Message], or see to it that each node lists a codec of its own for it");
    internal static readonly DiagnosticDescriptor NoCodec = Error("ACT012", "A message of another assembly has no codec", "Member '{0}' of message '{1}' has type '{2}' from assembly '{3}', which has no codec for it: build that assembly with the Actors generator");
    internal static readonly DiagnosticDescriptor Case = Error("ACT013", "A case of a union has no tag", "'{0}' derives from the union '{1}': {2}");
    internal static readonly DiagnosticDescriptor Tag = Error("ACT014", "A tag is used twice, out of range, or without a union", "Tag {0} of '{1}': {2}");
    internal static readonly DiagnosticDescriptor Surrogate = Error("ACT015", "Two surrogates stand for one type", "Member '{0}' of message '{1}' has type '{2}', for which more than one surrogate stands: {3}");
    internal static readonly DiagnosticDescriptor Construction = Error("ACT016", "A construction of a generic message cannot travel", "'{0}' of the manifest '{1}': {2}");

    internal static readonly DiagnosticDescriptor LostMember = Error("ACT017", "A member would be lost", "Member '{0}' of message '{1}' would not arrive: {2}");
    internal static readonly DiagnosticDescriptor Unordered = Error("ACT018", "Members in several files have no order", "Member '{0}' of message '{1}' stands in another file than members before it, and the order of files decides their order on the wire: give each member a [MessageKey], or move them into one file");

    private const string Category = "Actors.Messages";
    private const string Help = "docs/diagnostics.md#";

    private static DiagnosticDescriptor Error(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Rule(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Rule(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: Help + id.ToLowerInvariant());
}
