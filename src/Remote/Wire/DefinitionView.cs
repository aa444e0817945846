using System.Text.Unicode;

namespace Actors.Remote;

/// <summary>A TargetDefinition or (then without a uid) a TypeDefinition, valid as long as the bytes it was read from.</summary>
internal readonly ref struct DefinitionView
{
    private DefinitionView(uint id, ReadOnlySpan<byte> text, ulong uid)
    {
        Id = id;
        Text = text;
        Uid = uid;
    }

    /// <summary>The number that stands for <see cref="Text"/> from now on. As sent: the table checks it.</summary>
    internal uint Id { get; }

    /// <summary>The path or the message id, as valid UTF-8.</summary>
    internal ReadOnlySpan<byte> Text { get; }

    /// <summary>Targets: which life of the actor; 0 for any.</summary>
    internal ulong Uid { get; }

    internal static DefinitionView Decode(ReadOnlySpan<byte> bytes, int offset)
    {
        var cursor = new WireCursor(bytes, offset);
        uint id = 0;
        ulong uid = 0;
        ReadOnlySpan<byte> text = default;
        while (cursor.TryReadTag(out uint tag))
        {
            switch (tag)
            {
                case WireTags.DefinitionId:
                    id = (uint)cursor.ReadVarint();
                    break;
                case WireTags.DefinitionText:
                    text = cursor.ReadBytes();
                    if (!Utf8.IsValid(text)) throw new FrameFormatException(cursor.Offset - text.Length, "a definition's text is not UTF-8");
                    break;
                case WireTags.DefinitionUid:
                    uid = cursor.ReadVarint();
                    break;
                default:
                    cursor.Skip(tag);
                    break;
            }
        }

        return new DefinitionView(id, text, uid);
    }
}
