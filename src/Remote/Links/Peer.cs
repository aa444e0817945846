using System.Collections.Concurrent;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// Another node as this one knows it, across its lives and its sessions: what waits for it, who watches there, whether it
/// is dead. A client that is not a member is a peer too, for as long as its one session lasts.
/// </summary>
internal sealed partial class Peer
{
    private const int MaxInterned = 100_000;
    private const int MaxInternedChars = 4 * 1024 * 1024; // of paths, which a peer may choose long and deep
    internal const int MaxRefusedIds = 256;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Path, ulong Uid, ulong Incarnation), RemoteTarget> _targets = new();
    private readonly Backoff _backoff;
    private readonly string _endpoint;
    private Session? _session;
    private Session? _accepted; // control agreed on, data stream not come yet
    private CancellationTokenSource? _dialling;
    private byte[] _lastEnded = [];
    private ulong _incarnation;
    private ulong _deadUpTo;
    private Session? _lastSession;
    private Task _readersDone = Task.CompletedTask; // of all sessions that have been attached
    private HashSet<string>? _refusedIds;
    private int _internedChars;
    private DeadLetterReason? _closed;
    private bool _isClosed;

    internal Peer(RemoteNode node, NodeAddress address, bool isClient)
    {
        Node = node;
        _backoff = new Backoff(node.Options.ReconnectMin, node.Options.ReconnectMax, node.System.NextRandom);
        Address = address;
        _laneOwn = node.Self.Incarnation;
        IsClient = isClient;
        Kept = LargeBudget.PartOf(node);
        _endpoint = isClient ? address.ToString() : address.Endpoint;
        Outbound = new OutboundPump(this);
        Control = new ControlPump(this);
        Watches = new RemoteWatches(this);
        Watchers = new PeerWatchers(this);
        Spawns = new PendingSpawns(this);
        Spawning = new PeerSpawns(this);
    }

    internal RemoteNode Node { get; }

    /// <summary>Without an incarnation.</summary>
    internal NodeAddress Address { get; }

    internal string Endpoint => Gateway is null ? _endpoint : (Gateway.Met ?? Gateway.Next).Endpoint;

    internal bool IsClient { get; }

    /// <summary>What this node keeps of it that has not come in full.</summary>
    internal LargeBudget Kept { get; }

    internal OutboundPump Outbound { get; }

    internal ControlPump Control { get; }

    /// <summary>This node's actors that watch there.</summary>
    internal RemoteWatches Watches { get; }

    /// <summary>The peer's watches of actors here.</summary>
    internal PeerWatchers Watchers { get; }

    /// <summary>What this node has asked the peer to spawn.</summary>
    internal PendingSpawns Spawns { get; }

    /// <summary>What the peer asks this node to spawn.</summary>
    internal PeerSpawns Spawning { get; }

    /// <summary>Why nothing will ever be sent any more; null while the peer may come back.</summary>
    internal DeadLetterReason? ClosedReason
    {
        get
        {
            lock (_lock) return _closed;
        }
    }

    internal Session? Session => Volatile.Read(ref _session);

    /// <summary>The life last met; 0: none yet.</summary>
    internal ulong Incarnation => Volatile.Read(ref _incarnation);

    /// <summary>When this life of the peer was last heard; null: never met.</summary>
    internal TimeSpan? SinceHeard(ulong incarnation) =>
        Volatile.Read(ref _lastSession) is { } session && (incarnation == 0 || session.Incarnation == incarnation) ? session.SinceHeard : null;

    /// <summary>Membership lists that life of the peer. False if another has its place.</summary>
    internal bool Keep(ulong incarnation)
    {
        lock (_lock)
        {
            if (_isForgotten) return false;
            if (_leaving >= incarnation) _leaving = 0; // it had only not been carried over yet
            KeepConnected = true;
        }

        EnsureConnected();
        return true;
    }

    /// <summary>Reconnect also when nothing waits: membership lists the peer.</summary>
    internal bool KeepConnected { get; set; }

    /// <summary>The session last seen to end, for the next Hello.</summary>
    internal byte[] LastEnded
    {
        get
        {
            lock (_lock) return _lastEnded;
        }
    }

    internal NodeAddress AddressOf(ulong incarnation) => Gateway is null ? Address with { Incarnation = incarnation } : Gateway.NodeOf(incarnation);

    /// <summary>Takes no lock: asked under those of the tables.</summary>
    internal bool IsDisposed => Volatile.Read(ref _isClosed);

    internal bool IsDead(ulong incarnation) =>
        incarnation != 0 && (incarnation <= Volatile.Read(ref _deadUpTo) || incarnation < Volatile.Read(ref _incarnation));

    internal RemoteTarget Target(ActorPath path, ulong uid, ulong incarnation)
    {
        var key = (path.ToString(), uid, incarnation);
        if (_targets.TryGetValue(key, out var target)) return target;
        target = new RemoteTarget(this, path, uid, incarnation);
        int size = key.Item1.Length + (InboundBatches.SegmentBytes / 2 * Math.Max(0, path.Depth - InboundBatches.FreeSegments));
        if (Interlocked.Add(ref _internedChars, size) > MaxInternedChars || _targets.Count >= MaxInterned)
        {
            _targets.Clear(); // equal ones that are made later are as good
            Volatile.Write(ref _internedChars, 0);
        }

        return _targets.GetOrAdd(key, target);
    }

    internal void DeadLetter(RemoteTarget target, object? message, ActorRef? sender, DeadLetterReason reason) =>
        Node.System.DeadLetters.Publish(message, target.AddressText, sender, reason);

    internal void SendStop(RemoteTarget target, bool poison)
    {
        if (IsDead(target.Incarnation)) return;
        Control.SendReliablyTo(target.Incarnation, new Control { Stop = new StopActor { Target = new ActorId { Path = target.Path.ToString(), Uid = target.Uid }, Poison = poison } });
        EnsureConnected();
    }

    /// <summary>A session has been agreed on, by either side.</summary>
    internal void OnEstablished(Session session)
    {
        LifeEnd? ended = null;
        Session? older;
        bool again = false, leaves;
        lock (_lock)
        {
            leaves = Node.Leaves;
            if (leaves || _closed is not null || session.IsClosed || (session.Incarnation <= _deadUpTo && !IsClient) || session.Incarnation < _incarnation || session.Own != Node.Self)
            {
                older = session;
            }
            else
            {
                older = _session;
                again = _lastSession is not null;
                _session = _lastSession = session;
                _accepted = null;
                ended = BeginLife(session);
                _ = _dialling?.CancelAsync(); // without running its continuations here
            }
        }

        if (leaves) _farewell = session.TurnAwayAsync();
        else older?.Close("replaced");
        if (ReferenceEquals(older, session)) return;
        ended?.Tell();
        Node.LinkEvents.Hold(); // told in the order of what happens under the lock, and after all else here
        try
        {
            Begin(session, again);
        }
        finally
        {
            Node.LinkEvents.Release();
        }
    }

    private void Begin(Session session, bool again)
    {
        Task before;
        lock (_lock)
        {
            // Else another has been agreed on meanwhile, and must not be detached by this one; or this one has ended.
            if (!ReferenceEquals(_session, session) || session.IsClosed || session.Lane != Control.Count) return;
            before = _readersDone;
            // Of all before, not of the last: a session that never got to read is done before the one it waited for.
            _readersDone = before.IsCompleted ? session.ReadersDone : Task.WhenAll(before, session.ReadersDone);
            session.IsAttached = true;
            Control.Attach(session);
            Outbound.Attach(session);
            Publish(new LinkConnected(AddressOf(session.Incarnation)));
        }

        if (again) RemoteMetrics.OnReconnected(this);
        RemoteLog.Connected(Node.Log, Endpoint, AddressOf(session.Incarnation).Incarnation);
        _ = SessionPings.RunAsync(session); // before the first ping can come
        if (before.IsCompleted) session.OpenReaders();
        else _ = OpenReadersAfterAsync(before, session);
        Node.Manifest.SendIfOther(session);
    }

    internal void OnSessionEnded(Session session, string reason)
    {
        bool current, inOrder = session.IsParting || Node.Stopping.IsCancellationRequested;
        ClientSessionEnd? asClient = null;
        Node.LinkEvents.Hold(); // or the next session, which may begin from here on, would be told of before the end of this one
        try
        {
            lock (_lock)
            {
                current = ReferenceEquals(_session, session);
                if (current && Node.DialsAsClient) asClient = EndClientSession(session);
                if (ReferenceEquals(_accepted, session)) _accepted = null;
                if (current) _session = null;
                Detach(session);
                if (_session is null) _lastEnded = session.Id;
                if (session.Lived < Node.Options.ReconnectMax) PauseNext();
                else _backoff.Reset();
                if (current && session.IsAttached) Publish(new LinkDisconnected(AddressOf(session.Incarnation), session.PeerReason ?? reason, inOrder));
            }
        }
        finally
        {
            Node.LinkEvents.Release();
        }

        asClient?.Tell(this);
        if (!current)
        {
            EndParted(session, wasCurrent: false);
            if (IsClient) Node.Forget(this); // agreed on too late: this node has begun another life meanwhile
            else if (NeedsConnection) EnsureConnected(); // it may have kept this side from dialling
            return;
        }

        if (inOrder) RemoteLog.Parted(Node.Log, Endpoint, session.PeerReason ?? reason);
        else RemoteLog.Disconnected(Node.Log, Endpoint, reason);
        EndParted(session, wasCurrent: true);
        if (IsClient)
        {
            LifeEnd ended;
            lock (_lock) ended = EndLife(session.Incarnation);
            ended.Tell();
            Node.Forget(this);
        }
        else if (NeedsConnection)
        {
            EnsureConnected();
        }
    }

    /// <summary>
    /// Nothing is sent to the peer any more, and nothing heard of it: what waits goes to the dead letters with <paramref name="reason"/>,
    /// and whoever watches or asks there is told.
    /// </summary>
    internal void Close(DeadLetterReason reason, string why)
    {
        Session? accepted;
        lock (_lock)
        {
            _closed ??= reason;
            Volatile.Write(ref _isClosed, true);
            accepted = _accepted;
            _ = _dialling?.CancelAsync();
        }

        accepted?.Close(why);
        Session?.Close(why);
        PendingSpawns.Fail(Spawns.Take(upTo: ulong.MaxValue), why);
        RemoteWatches.Tell(Watches.Take(upTo: ulong.MaxValue));
        foreach (var ask in AsksUnderWay()) ask.Fail(new DeadActorException(ask.Target!.ToString(), reason));
        Outbound.Purge();
        Control.Wake();
    }

    private bool NeedsConnection => Gateway is not null || HasWork;

    private bool HasWork => KeepConnected || Outbound.AllWaiting > 0 || Control.Unacknowledged > 0 || Watches.Count > 0 || Watchers.Count > 0 || Spawns.Count > 0;

    /// <summary>True once for each message id that is refused here; bounded, further ones are refused in silence.</summary>
    internal bool IsFirstRefusal(string id)
    {
        lock (_lock)
        {
            _refusedIds ??= new HashSet<string>(StringComparer.Ordinal);
            return _refusedIds.Count < MaxRefusedIds && _refusedIds.Add(id);
        }
    }

    private static async Task OpenReadersAfterAsync(Task before, Session session)
    {
        await before.ConfigureAwait(false);
        session.OpenReaders();
    }
}
