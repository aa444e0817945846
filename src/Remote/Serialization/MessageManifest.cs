namespace Actors.Remote;

/// <summary>
/// The messages of one assembly, as the source generator lists them; give it to <c>RemoteOptions.Messages</c>.
/// Immutable and thread-safe.
/// </summary>
public sealed class MessageManifest
{
    private readonly MessageCodec[] _codecs;
    private readonly MessageCodec[] _parts = [];

    /// <summary>Creates the manifest of the assembly called <paramref name="name"/>.</summary>
    public MessageManifest(string name, params ReadOnlySpan<MessageCodec> codecs)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _codecs = codecs.ToArray();
    }

    /// <summary>
    /// Creates the manifest of the assembly called <paramref name="name"/>, with codecs of messages that are used only
    /// within other ones.
    /// </summary>
    public MessageManifest(string name, ReadOnlySpan<MessageCodec> codecs, ReadOnlySpan<MessageCodec> parts)
        : this(name, codecs) => _parts = parts.ToArray();

    /// <summary>The assembly's name, for errors.</summary>
    public string Name { get; }

    /// <summary>One codec per message type.</summary>
    public IReadOnlyList<MessageCodec> Codecs => _codecs;

    /// <summary>
    /// Codecs of messages that are used only within other ones. They may be told by themselves too, as long as no other
    /// message of the node has their id or type; one that has is no error.
    /// </summary>
    public IReadOnlyList<MessageCodec> Parts => _parts;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({_codecs.Length} messages)";
}
