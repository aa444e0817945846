namespace Actors.Remote;

/// <summary>
/// The messages of one assembly, as the source generator lists them; give it to <c>RemoteOptions.Messages</c>.
/// Immutable and thread-safe.
/// </summary>
public sealed class MessageManifest
{
    private readonly MessageCodec[] _codecs;

    /// <summary>Creates the manifest of the assembly called <paramref name="name"/>.</summary>
    public MessageManifest(string name, params ReadOnlySpan<MessageCodec> codecs)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _codecs = codecs.ToArray();
    }

    /// <summary>The assembly's name, for errors.</summary>
    public string Name { get; }

    /// <summary>One codec per message type.</summary>
    public IReadOnlyList<MessageCodec> Codecs => _codecs;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({_codecs.Length} messages)";
}
