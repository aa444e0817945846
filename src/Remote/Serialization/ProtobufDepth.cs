using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Actors.Remote;

/// <summary>
/// How deep a message of Protocol Buffers is. Its library writes without a limit: a message that contains itself would take
/// the stack, and with it the process.
/// </summary>
internal static class ProtobufDepth
{
    /// <summary>What the library's parsers take.</summary>
    internal const int Max = 100;

    /// <summary>True if messages of this type may hold others of it, however deep within.</summary>
    internal static bool MayRecur(MessageDescriptor type) => MayRecur(type, [], []);

    /// <exception cref="MessageFormatException">It is deeper than <see cref="Max"/>.</exception>
    internal static void Check(IMessage message, int left = Max)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType is not (FieldType.Message or FieldType.Group)) continue;
            switch (field.Accessor.GetValue(message))
            {
                case IMessage inner:
                    CheckInner(inner, left);
                    break;
                case IDictionary map:
                    foreach (object? value in map.Values)
                    {
                        if (value is IMessage inner) CheckInner(inner, left);
                    }

                    break;
                case IList list:
                    foreach (object? value in list)
                    {
                        if (value is IMessage inner) CheckInner(inner, left);
                    }

                    break;
            }
        }
    }

    private static void CheckInner(IMessage inner, int left)
    {
        if (left == 0) throw new MessageFormatException($"values are nested deeper than {Max} levels");
        Check(inner, left - 1);
    }

    private static bool MayRecur(MessageDescriptor type, HashSet<MessageDescriptor> above, HashSet<MessageDescriptor> done)
    {
        if (above.Contains(type)) return true;
        if (!done.Add(type)) return false;
        above.Add(type);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType is FieldType.Message or FieldType.Group && MayRecur(field.MessageType, above, done)) return true;
        }

        above.Remove(type);
        return false;
    }
}
