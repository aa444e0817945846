using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Actors.Remote;

/// <content>What waits behind large messages: by path, so that whoever is told something else does not wait too.</content>
internal abstract partial class DataPump
{
    private readonly Dictionary<ActorPath, HeldPath> _held = []; // a large one for it is being sent, or something waits behind one
    private readonly Queue<HeldPath> _free = new();              // their large one has gone: what is behind it may go
    private readonly Queue<HeldPath> _crowded = new();           // their large one has found no room
    private readonly Queue<HeldEra> _eras = new();               // ended by a flush or a pulse
    private HeldEra _era = new();
    private int _heldCount; // any thread reads

    private bool HoldsBack => _heldCount > 0;

    /// <summary>True if the item has been put aside, so that others may go on.</summary>
    private bool TryPutBehind(in OutboundItem item)
    {
        switch (item.Kind)
        {
            case OutboundKind.Flush or OutboundKind.Pulse: // after all that was told before
                _era.Barrier = item;
                _eras.Enqueue(_era);
                _era = new HeldEra();
                ChangeHeld(1);
                return true;
            case OutboundKind.Tell when _held.TryGetValue(item.Target!.Path, out var path):
                Follow(path, item);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The item is a large one, and none may be added to those that are being sent.</summary>
    private void PutBehindOthers(in OutboundItem item)
    {
        var path = PathOf(item);
        path.WantsRoom = true;
        Follow(path, item);
        _crowded.Enqueue(path);
    }

    private HeldPath PathOf(in OutboundItem item) =>
        item.Kind != OutboundKind.Tell ? new HeldPath(null) : CollectionsMarshal.GetValueRefOrAddDefault(_held, item.Target!.Path, out _) ??= new HeldPath(item.Target.Path);

    private void Follow(HeldPath path, in OutboundItem item)
    {
        path.Followers.Enqueue(new HeldItem(item, _era));
        Hold(_era);
    }

    private void Hold(HeldEra era)
    {
        era.Left++;
        ChangeHeld(1);
    }

    private void Unhold(HeldEra era)
    {
        era.Left--;
        ChangeHeld(-1);
    }

    private void ChangeHeld(int by) => Volatile.Write(ref _heldCount, _heldCount + by);

    /// <summary>The path's large one has gone.</summary>
    private void Free(HeldPath path)
    {
        path.IsSending = false;
        if (path.Followers.Count > 0) _free.Enqueue(path);
        else if (path.Path is not null) _held.Remove(path.Path);
    }

    /// <summary>Encodes what may go of that which was behind large ones. False if the batch is full.</summary>
    private bool EncodeFollowers(Session session)
    {
        while (_free.TryPeek(out var path) || TryMakeRoomFor(out path))
        {
            while (!path.IsSending && path.Followers.TryPeek(out var next))
            {
                if (_batch.FrameBytes >= _options.BatchBytes || !TryEncodeNow(session, next.Item, path, next.Era)) return false;
                if (path.WantsRoom) break;
                path.Followers.Dequeue();
                Unhold(next.Era);
            }

            _free.Dequeue();
            if (path.WantsRoom) _crowded.Enqueue(path);
            else if (!path.IsSending) Free(path);
        }

        return true;
    }

    /// <summary>One path at a time: each may take up all the room that there is.</summary>
    private bool TryMakeRoomFor([NotNullWhen(true)] out HeldPath? path)
    {
        path = null;
        if (!HasLargeRoom || !_crowded.TryDequeue(out path)) return false;
        path.WantsRoom = false;
        _free.Enqueue(path);
        return true;
    }

    /// <summary>Lets flushes and pulses pass that nothing is held before any more. True: a pulse has been written, as a frame of its own.</summary>
    private bool TryPassBarriers(Session session)
    {
        while (_eras.TryPeek(out var era) && era.Left == 0)
        {
            var barrier = era.Barrier;
            _eras.Dequeue();
            ChangeHeld(-1);
            if (barrier.Kind == OutboundKind.Flush)
            {
                _inFlight.Add(barrier);
                continue;
            }

            if (barrier.Incarnation != session.Incarnation) continue;
            FrameWriter.WritePing(Buffer, 0, barrier.Number);
            return true;
        }

        return false;
    }

    /// <summary>Puts all of it into <paramref name="rest"/>, what ended an era after what it held.</summary>
    private void TakeHeld(Queue<OutboundItem> rest)
    {
        foreach (var path in _held.Values)
        {
            foreach (var (item, _) in path.Followers) PutBack(rest, item);
        }

        foreach (var path in _crowded.Concat(_free).Where(static path => path.Path is null))
        {
            foreach (var (item, _) in path.Followers) PutBack(rest, item);
        }

        foreach (var era in _eras) rest.Enqueue(era.Barrier);
        _held.Clear();
        _free.Clear();
        _crowded.Clear();
        _eras.Clear();
        _era = new HeldEra();
        Volatile.Write(ref _heldCount, 0);
    }

    private protected void PutBack(Queue<OutboundItem> rest, in OutboundItem item)
    {
        Count(item, -1);
        rest.Enqueue(item);
    }
}
