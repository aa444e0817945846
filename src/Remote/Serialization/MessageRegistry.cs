using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// All messages a node can write and read: those of its manifests and the built-in ones (<see cref="BuiltInMessages"/>).
/// Only what is listed here is ever read from a peer. Immutable after construction, thread-safe.
/// </summary>
internal sealed class MessageRegistry
{
    private readonly Dictionary<string, MessageCodec> _byId = new(MessageIdComparer.Instance);
    private readonly Dictionary<string, MessageCodec>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8Id;
    private readonly Dictionary<Type, MessageCodec> _byType = [];

    /// <exception cref="DuplicateMessageException">Two types share an id, or one type has two codecs.</exception>
    internal MessageRegistry(IEnumerable<MessageManifest> manifests)
    {
        MessageManifest[] all = [BuiltInMessages.Manifest, .. manifests];
        var manifestOf = new Dictionary<MessageCodec, string>(ReferenceEqualityComparer.Instance);
        foreach (var manifest in all)
        {
            ArgumentNullException.ThrowIfNull(manifest, nameof(manifests));
            foreach (var codec in manifest.Codecs)
            {
                // The same manifest listed twice is harmless.
                if (!manifestOf.TryAdd(codec, manifest.Name)) continue;
                // A generic message with the same arguments is made in each assembly that uses it: equal ones are as good.
                if (_byId.TryGetValue(codec.Id, out var equal) && equal.MessageType == codec.MessageType && equal.Shape == codec.Shape && equal.Format == codec.Format) continue;
                if (!_byId.TryAdd(codec.Id, codec))
                    throw new DuplicateMessageException("Two messages have one id", _byId[codec.Id], manifestOf[_byId[codec.Id]], codec, manifest.Name);
                if (!_byType.TryAdd(codec.MessageType, codec))
                    throw new DuplicateMessageException("A message has two codecs", _byType[codec.MessageType], manifestOf[_byType[codec.MessageType]], codec, manifest.Name);
            }
        }

        AddParts(all.SelectMany(manifest => manifest.Parts));
        _byUtf8Id = _byId.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Every codec, built-in ones included; no particular order.</summary>
    internal IReadOnlyCollection<MessageCodec> Codecs => _byId.Values;

    /// <summary>Finds a codec by the id's bytes on the wire. Allocates nothing.</summary>
    internal bool TryFind(ReadOnlySpan<byte> utf8Id, [NotNullWhen(true)] out MessageCodec? codec) => _byUtf8Id.TryGetValue(utf8Id, out codec);

    internal bool TryFind(string id, [NotNullWhen(true)] out MessageCodec? codec) => _byId.TryGetValue(id, out codec);

    internal bool TryFind(Type messageType, [NotNullWhen(true)] out MessageCodec? codec) => _byType.TryGetValue(messageType, out codec);

    /// <summary>The codec for messages of exactly this type.</summary>
    /// <exception cref="UnregisteredMessageException">There is none; the message says what to do.</exception>
    internal MessageCodec For(Type messageType) =>
        _byType.TryGetValue(messageType, out var codec) ? codec : throw new UnregisteredMessageException(messageType);

    /// <inheritdoc cref="For(Type)"/>
    internal MessageCodec<T> For<T>() => (MessageCodec<T>)For(typeof(T));

    // What is a part of other messages needs no place here to be read within them. Two that nothing tells apart are both left
    // out: which of them is meant when one is told by itself, only the program can say, by naming it in its manifest.
    private void AddParts(IEnumerable<MessageCodec> parts)
    {
        var distinct = parts.DistinctBy(codec => (codec.Id, codec.MessageType, codec.Shape, codec.Format)).ToList();
        var ids = distinct.ToLookup(codec => codec.Id);
        var types = distinct.ToLookup(codec => codec.MessageType);
        foreach (var codec in distinct)
        {
            if (_byId.ContainsKey(codec.Id) || _byType.ContainsKey(codec.MessageType) || ids[codec.Id].Skip(1).Any() || types[codec.MessageType].Skip(1).Any()) continue;
            _byId.Add(codec.Id, codec);
            _byType.Add(codec.MessageType, codec);
        }
    }
}
