using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Actors.Remote;

/// <summary>Takes a data stream's batches apart and tells each envelope to its actor, in order. Used by the stream's reader only.</summary>
internal sealed class InboundBatches : IDisposable
{
    private readonly Session _session;
    private readonly Peer _peer;
    private readonly RemoteNode _node;
    private readonly LinkRefTranslator _refs;
    private readonly InboundLoad _load;
    private readonly LargePayloads _large;
    private readonly KeptBytes _tables;
    private long _tableBytes;
    private readonly MalformedRate _malformed;
    private readonly List<InboundTarget?> _targets = [];
    private readonly List<int> _targetBytes = []; // of each of them
    private int _timeOneIn;
    private uint _untimed;
    private readonly List<(string Name, MessageCodec? Codec)> _types = [];

    /// <summary>A table of short paths is no matter; thousands of long ones on each of many streams are.</summary>
    private const int FreeTableBytes = 64 * 1024;

    /// <summary>What an entry takes beside its text, which is kept in characters of two bytes.</summary>
    private const int EntryBytes = 100;

    /// <summary>What each segment of a path takes beside its text, beyond those that most paths have.</summary>
    internal const int SegmentBytes = 72, FreeSegments = 4;

    internal InboundBatches(Session session, InboundLoad load)
    {
        _load = load;
        _large = new LargePayloads(session.Peer.Node.Options, session.Peer.Kept);
        _tables = new KeptBytes(session.Peer.Kept, FreeTableBytes, "the paths and message ids that a stream numbers");
        _session = session;
        _peer = session.Peer;
        _node = _peer.Node;
        _malformed = new MalformedRate(_node);
        _refs = new LinkRefTranslator(_peer, session.Incarnation);
    }

    public void Dispose()
    {
        _large.Dispose();
        _tables.Dispose();
    }

    internal void HandleChunk(FrameView frame) => _large.Add(ChunkView.Decode(frame));

    internal void Handle(FrameView frame)
    {
        _timeOneIn = RemoteMetrics.SerializationSample(_node.System);
        var batch = new BatchReader(frame);
        int envelopes = 0;
        while (batch.Read(out var item))
        {
            switch (item)
            {
                case BatchItem.ResetTables:
                    _targets.Clear();
                    _targetBytes.Clear();
                    _tables.Set(_tableBytes = 0);
                    _types.Clear();
                    break;
                case BatchItem.Target:
                    Define(batch.Target);
                    break;
                case BatchItem.Type:
                    DefineType(batch.Type);
                    break;
                default:
                    Deliver(in batch.Envelope);
                    envelopes++;
                    break;
            }
        }

        _large.GiveBack();
        _node.Counters.Received(envelopes);
    }

    private void Define(DefinitionView definition)
    {
        int index = IndexOf(definition.Id);
        while (_targets.Count <= index)
        {
            _targets.Add(null);
            _targetBytes.Add(0);
        }

        int bytes = (2 * definition.Text.Length) + EntryBytes + (SegmentBytes * Math.Max(0, definition.Text.Count((byte)'/') - FreeSegments));
        _tableBytes += bytes - _targetBytes[index];
        _targetBytes[index] = bytes;
        _tables.Set(_tableBytes);
        string text = Encoding.UTF8.GetString(definition.Text);
        try
        {
            var address = ActorAddress.Parse(text);
            _targets[index] = new InboundTarget(address with { Uid = address.Node is null ? definition.Uid : address.Uid });
        }
        catch (InvalidActorPathException error)
        {
            throw new FrameFormatException(0, error.Message);
        }
    }

    private void DefineType(DefinitionView definition)
    {
        int index = IndexOf(definition.Id);
        while (_types.Count <= index) _types.Add(("", null));
        _tableBytes -= BytesOf(_types[index]);
        if (_node.Registry.TryFind(definition.Text, out var codec))
        {
            _types[index] = (codec.Id, codec);
            _tables.Set(_tableBytes);
            return;
        }

        string name = PeerText.Of(Encoding.UTF8.GetString(definition.Text[..Math.Min(definition.Text.Length, 256)]));
        _types[index] = (name, null);
        _tables.Set(_tableBytes += BytesOf(_types[index]));
        string detail = $"message id '{name}' is not registered on {_node.Self.Endpoint}; add its manifest to RemoteOptions.Messages there";
        _node.Counters.Refused(Proto.RejectReason.UnknownMessage);
        if (!_peer.IsFirstRefusal(name)) return; // a table is defined again after each reset; the peer needs to hear it once
        _peer.Control.SendReliably(new Proto.Control { Refused = new Proto.Refused { Reason = Proto.RejectReason.UnknownMessage, Detail = detail } });
    }

    /// <summary>The id of a message that this node knows is its own; one that it does not is the peer's text.</summary>
    private static int BytesOf((string Name, MessageCodec? Codec) type) => type.Codec is null && type.Name.Length > 0 ? (2 * type.Name.Length) + EntryBytes : 0;

    private int IndexOf(uint id)
    {
        int limit = _node.Options.MaxTableEntries;
        if (id == 0) throw new FrameFormatException(0, "table ids begin at 1");
        if (id > limit) throw new SessionLimitException($"table id {id} is beyond the {limit} entries granted in the handshake; reset the tables");
        return (int)id - 1;
    }

    private void Deliver(in EnvelopeView envelope)
    {
        ref readonly var header = ref envelope.Header;
        var payload = header.Large == 0 ? envelope.Payload : _large.Take(header.Large);
        if (header.Reply != 0)
        {
            TakeReply(header.Reply, header, payload);
            return;
        }

        var entry = Entry(header.Target);
        var sender = header.Ask != 0 ? new RemoteAskRef<object>(_peer, header.Ask, _session.Incarnation)
            : header.Sender != 0 ? SenderOf(Entry(header.Sender)) : null;
        var (name, codec) = TypeOf(header.Type);
        if (codec is null)
        {
            _node.System.DeadLetters.Publish($"a message with the id '{name}' from {_peer.Endpoint}", entry.Address.ToString(), sender, DeadLetterReason.UnknownMessage);
            return;
        }

        if (entry.Ask is { } ask)
        {
            TakeReply(ask, header, payload);
            return;
        }

        var actor = Find(entry, header, out var refusal);
        var reader = new MessagePackReader(payload, _refs);
        bool traced = envelope.Trace.Length > 0 && RemoteTrace.TryEnter(envelope.Trace);
        try
        {
            long began = _timeOneIn != 0 && ++_untimed % (uint)_timeOneIn == 0 ? _node.Time.GetTimestamp() : RemoteMetrics.Untimed;
            if (actor is not null && codec.Deliver(ref reader, actor, sender, out var room))
            {
                if (room is not null) _load.Waits(room);
                if (began != RemoteMetrics.Untimed) RemoteMetrics.OnSerialized(_node.System, began, codec.Id, read: true);
                _load.Told(entry, actor, (int)Math.Clamp(reader.Charged, payload.Length, int.MaxValue / 2)); // few bytes may have become many
                return;
            }

            if (actor is not null) refusal = DeadLetterReason.WrongType;
            _node.System.DeadLetters.Publish(codec.ReadObject(ref reader), entry.Address.ToString(), sender, refusal);
        }
        catch (Exception error) // also what a codec written by hand lets through: one message is wrong, not the session
        {
            _node.Counters.Refused(Proto.RejectReason.Malformed);
            string problem = PeerText.Of(error.Message); // it may quote what the peer sent
            if (_node.IsNews($"malformed {_peer.Endpoint} {codec.Id}", _peer.Endpoint)) RemoteLog.MalformedMessage(_node.Log, _peer.Endpoint, problem);
            _node.System.DeadLetters.Publish($"a payload from {_peer.Endpoint}: {problem}", entry.Address.ToString(), sender, DeadLetterReason.MalformedMessage);
            _malformed.Count();
        }
        finally
        {
            if (traced) RemoteTrace.Leave();
        }
    }

    /// <summary>The actor a message is for; null with the reason.</summary>
    private ActorRef? Find(InboundTarget entry, in EnvelopeHeader header, out DeadLetterReason problem)
    {
        problem = DeadLetterReason.NoSuchActor;
        var stamp = _peer.IsClient ? default : new RouteStamp(header.Hops, header.Epoch); // clients read no placement
        if (entry.Actor is { IsAlive: true } known && entry.Stamp == stamp) return known;
        var address = entry.Address;
        if (address.Node is not null || !_node.IsOpen(address.Path))
        {
            problem = DeadLetterReason.Forbidden;
            return null;
        }

        if (_node.VirtualPaths is { } paths && paths.Covers(address.Path))
        {
            entry.Stamp = stamp;
            return entry.Actor = paths.ResolveInbound(address.Path, stamp);
        }

        if (_node.System.FindLocal(address.Path) is not { } cell || (address.Uid != 0 && cell.Uid != address.Uid)) return null;
        entry.Stamp = stamp;
        return entry.Actor = cell.Self;
    }

    private ActorRef SenderOf(InboundTarget entry)
    {
        if (entry.Sender is { } known) return known;
        var address = entry.Address;
        if (TryFindOwnAsk(address, out var ask)) return ask;
        ActorRef sender = address.Node is null && !(_node.VirtualPaths?.Covers(address.Path) ?? false)
            ? new RemoteRef<object>(_peer.Target(address.Path, address.Uid, _session.Incarnation))
            : _node.System.Resolve<object>(address);
        return entry.Sender = sender;
    }

    /// <summary>This node's own ask, which another node has forwarded to an actor that turned out to be here.</summary>
    private bool TryFindOwnAsk(ActorAddress address, [NotNullWhen(true)] out ActorRef? ask)
    {
        ask = null;
        return address is { Node: { } node, Path: { Depth: 2 } path } && path.Parent!.Equals(AskRef<object>.Temp) && _node.System.IsHere(node)
            && ulong.TryParse(path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && _node.System.Asks.TryFind(number, out ask);
    }

    private void TakeReply(ulong number, in EnvelopeHeader header, ReadOnlySpan<byte> payload)
    {
        var system = _node.System;
        if (!system.Asks.TryTake(number, out var ask))
        {
            system.DeadLetters.Publish($"a reply from {_peer.Endpoint} to ask {number}", $"/temp/{number}", null, DeadLetterReason.LateReply);
            return;
        }

        if (header.Failure != 0)
        {
            ((IAskRef)ask).Fail(ReplyFailure.ErrorOf(header.Failure, payload, ((IAskRef)ask).Target?.ToString() ?? _peer.Endpoint));
            return;
        }

        var (name, codec) = TypeOf(header.Type);
        if (codec is null)
        {
            ((IAskRef)ask).Fail(new UnknownReplyException(name));
            return;
        }

        try
        {
            var reader = new MessagePackReader(payload, _refs);
            if (!codec.Deliver(ref reader, ask, null)) ask.TellObject(codec.ReadObject(ref reader), null);
        }
        catch (Exception error) // the ask has been taken and must not wait for ever
        {
            _node.Counters.Refused(Proto.RejectReason.Malformed);
            ((IAskRef)ask).Fail(error);
            _malformed.Count();
        }
    }

    private InboundTarget Entry(uint id) =>
        id - 1 < (uint)_targets.Count && _targets[(int)id - 1] is { } entry ? entry : throw new FrameFormatException(0, $"target {id} has not been defined");

    private (string Name, MessageCodec? Codec) TypeOf(uint id) =>
        id - 1 < (uint)_types.Count ? _types[(int)id - 1] : throw new FrameFormatException(0, $"message type {id} has not been defined");
}
