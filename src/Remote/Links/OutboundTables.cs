namespace Actors.Remote;

/// <summary>
/// The small numbers that stand for paths and message ids on one data stream, given out as they are first needed and
/// defined in the batch that is being written. The data pump's own.
/// </summary>
internal sealed class OutboundTables(RemoteNode node, BatchWriter batch)
{
    private readonly Dictionary<MessageCodec, uint> _types = [];
    private readonly Dictionary<ActorRef, uint> _senders = [];
    private MessageCodec? _lastType;
    private uint _lastTypeId;
    private long _stamp;
    private uint _targetIds;

    /// <summary>The next batch must tell the peer to forget all numbers first.</summary>
    internal bool MustReset { get; private set; }

    /// <summary>A new stream begins with empty tables.</summary>
    internal void Begin()
    {
        MustReset = false;
        Clear();
    }

    /// <summary>The batch that is being written says it.</summary>
    internal void OnResetWritten() => MustReset = false;

    /// <summary>No number given out so far holds; the peer is told with the next batch.</summary>
    internal void Reset()
    {
        MustReset = true;
        Clear();
    }

    /// <summary>True if there is room for the numbers that one envelope may need; else the tables begin anew with the next batch.</summary>
    internal bool HasRoom(uint limit)
    {
        if (_targetIds + 2 <= limit && _types.Count + 1 <= limit) return true;
        Reset();
        return false;
    }

    internal uint TargetId(RemoteTarget target)
    {
        if (target.TableStamp == _stamp) return target.TableId;
        uint id = _targetIds + 1;
        batch.DefineTarget(id, target.Path.ToString(), target.Uid);
        _targetIds = target.TableId = id;
        target.TableStamp = _stamp;
        return id;
    }

    internal uint SenderId(ActorRef sender)
    {
        if (_senders.TryGetValue(sender, out uint id)) return id;
        id = _targetIds + 1;
        if (sender.Origin is ILocalRef local) batch.DefineTarget(id, sender.Path.ToString(), local.Cell.Uid);
        else batch.DefineTarget(id, sender.Address.ToString(), 0);
        _targetIds = _senders[sender] = id;
        return id;
    }

    internal uint TypeId(MessageCodec codec)
    {
        if (ReferenceEquals(codec, _lastType)) return _lastTypeId;
        if (!_types.TryGetValue(codec, out uint id))
        {
            id = (uint)_types.Count + 1;
            batch.DefineType(id, codec.Id);
            _types[codec] = id;
        }

        _lastType = codec;
        return _lastTypeId = id;
    }

    private void Clear()
    {
        _stamp = node.NextStamp();
        _targetIds = 0;
        _lastType = null;
        _types.Clear();
        _senders.Clear();
    }
}
