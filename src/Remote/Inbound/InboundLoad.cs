using System.Runtime.InteropServices;

namespace Actors.Remote;

/// <summary>
/// How much of what one stream has told the actors here waits in their mailboxes: of each actor that was told anything,
/// as many of the newest messages as its mailbox is deep. Used by the stream's reader only.
/// </summary>
internal sealed class InboundLoad : IDisposable
{
    /// <summary>What a message takes beside its bytes on the wire: its object, and its slot in the mailbox.</summary>
    internal const int MessageOverheadBytes = 64;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    private readonly Session _session;
    private readonly InboundBudget _budget;
    private readonly Dictionary<ActorPath, ActorLoad> _loads = []; // by path: entries of the table come and go, and several may mean one actor
    private readonly Queue<Task> _rooms = new(); // messages for which a mailbox had no room, and which wait at it
    private long _sinceLook;
    private long _held;
    private bool _counted;

    internal InboundLoad(Session session)
    {
        _session = session;
        _budget = session.Peer.Node.Budget;
        if (_budget.HasEnded) _sinceLook = _budget.CheckBytes; // or who connects again and again would bring as much each time
    }

    internal void Told(InboundTarget target, ActorRef actor, int bytes)
    {
        _sinceLook += bytes + MessageOverheadBytes;
        var load = target.Load;
        if (load is not { IsListed: true }) target.Load = load = List(actor);
        else if (!ReferenceEquals(load.Actor, actor)) load.Actor = actor;
        load.Told(bytes + MessageOverheadBytes);
    }

    /// <summary>A message waits for room in a mailbox: until there is, nothing more is read, so that its sender waits too.</summary>
    internal void Waits(Task room) => _rooms.Enqueue(room);

    /// <summary>True if nothing more may be read from the stream for now.</summary>
    internal bool MustPause()
    {
        if (WaitsForMailbox) return true;
        if (_sinceLook < _budget.CheckBytes) return false;
        Look();
        return _budget.IsOver(_held);
    }

    /// <summary>Completes when the actors have caught up, or the session has ended.</summary>
    internal async Task WaitForRoomAsync()
    {
        var node = _session.Peer.Node;
        node.Counters.InboundPaused();
        while (!_session.IsClosed)
        {
            // No mailbox says when it has emptied: that would cost each message something.
            await Task.WhenAny(Task.Delay(Poll, node.Time), _session.Ended).ConfigureAwait(false);
            if (_session.HasOneStream) _session.Heard(); // it is not read, so its pings are not either
            Look();
            if (_budget.HasRoom(_held) && !WaitsForMailbox) return;
        }
    }

    public void Dispose()
    {
        foreach (var room in _rooms) _ = ObserveAsync(room);
        if (_loads.Count > 0) Look();
        if (_counted) _budget.Close(_loads.Values, _held);
    }

    /// <summary>The actor may stop yet.</summary>
    private static async Task ObserveAsync(Task room) => await room.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private bool WaitsForMailbox
    {
        get
        {
            while (_rooms.TryPeek(out var room) && room.IsCompleted) _ = _rooms.Dequeue().Exception; // that of an actor that has stopped; its dead letters say so
            return _rooms.Count > 0;
        }
    }

    private void Look()
    {
        if (!_counted) _budget.Open(); // a stream that brings little has no share
        _counted = true;
        _budget.LookAtEnded();
        long held = 0;
        foreach (var load in _loads.Values)
        {
            long waits = load.Look();
            held += waits;
            if (waits > 0) continue;
            load.IsListed = false;
            _loads.Remove(load.Path); // does not disturb the enumeration
        }

        _budget.Change(held - _held);
        _held = held;
        _sinceLook = 0;
    }

    private ActorLoad List(ActorRef actor)
    {
        var load = CollectionsMarshal.GetValueRefOrAddDefault(_loads, actor.Path, out _) ??= new ActorLoad(actor.Path) { Actor = actor, IsListed = true };
        load.Actor = actor;
        return load;
    }
}
