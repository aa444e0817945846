using System.Collections.Concurrent;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>
/// Another node as this one knows it, across its lives and its sessions: what waits for it, who watches there, whether it
/// is dead. A client that is not a member is a peer too, for as long as its one session lasts.
/// </summary>
internal sealed partial class Peer : IDisposable
{
    private const int MaxInterned = 100_000;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Path, ulong Uid, ulong Incarnation), RemoteTarget> _targets = new();
    private Session? _session;
    private Session? _accepted; // control agreed on, data stream not come yet
    private CancellationTokenSource? _dialling;
    private byte[] _lastEnded = [];
    private ulong _incarnation;
    private ulong _deadUpTo;
    private ulong _leaving;
    private Session? _lastSession;
    private string _lastProblem = "";
    private bool _disposed;

    internal Peer(RemoteNode node, NodeAddress address, bool isClient)
    {
        Node = node;
        Address = address;
        IsClient = isClient;
        Endpoint = isClient ? address.ToString() : address.Endpoint;
        Outbound = new DataPump(this);
        Control = new ControlPump(this);
        Watches = new RemoteWatches(this);
        Watchers = new PeerWatchers(this);
    }

    internal RemoteNode Node { get; }

    /// <summary>Without an incarnation.</summary>
    internal NodeAddress Address { get; }

    internal string Endpoint { get; }

    internal bool IsClient { get; }

    internal DataPump Outbound { get; }

    internal ControlPump Control { get; }

    /// <summary>This node's actors that watch there.</summary>
    internal RemoteWatches Watches { get; }

    /// <summary>The peer's watches of actors here.</summary>
    internal PeerWatchers Watchers { get; }

    /// <summary>Why what waits is to be discarded; null while the peer may come back.</summary>
    internal DeadLetterReason? DiscardReason { get; private set; }

    internal Session? Session => Volatile.Read(ref _session);

    /// <summary>The life last met; 0: none yet.</summary>
    internal ulong Incarnation => Volatile.Read(ref _incarnation);

    /// <summary>When this life of the peer was last heard; null: never met.</summary>
    internal TimeSpan? SinceHeard(ulong incarnation) =>
        Volatile.Read(ref _lastSession) is { } session && (incarnation == 0 || session.Incarnation == incarnation) ? session.SinceHeard : null;

    /// <summary>The peer has left in order: its life ends with its session, or now if there is none.</summary>
    internal void EndWithSession(ulong incarnation)
    {
        KeepConnected = false;
        Session? session;
        lock (_lock)
        {
            _leaving = Math.Max(_leaving, incarnation);
            session = _session;
        }

        if (session is null || session.Incarnation != incarnation) DeclareDead(incarnation, "it has left");
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

    internal NodeAddress AddressOf(ulong incarnation) => Address with { Incarnation = incarnation };

    internal bool IsDisposed => Volatile.Read(ref _disposed);

    internal bool IsDead(ulong incarnation) =>
        incarnation != 0 && (incarnation <= Volatile.Read(ref _deadUpTo) || incarnation < Volatile.Read(ref _incarnation));

    internal RemoteTarget Target(ActorPath path, ulong uid, ulong incarnation)
    {
        var key = (path.ToString(), uid, incarnation);
        if (_targets.TryGetValue(key, out var target)) return target;
        target = new RemoteTarget(this, path, uid, incarnation);
        return _targets.Count >= MaxInterned ? target : _targets.GetOrAdd(key, target);
    }

    internal void DeadLetter(RemoteTarget target, object? message, ActorRef? sender, DeadLetterReason reason) =>
        Node.System.DeadLetters.Publish(message, target.Address.ToString(), sender, reason);

    internal void SendStop(RemoteTarget target, bool poison)
    {
        if (IsDead(target.Incarnation)) return;
        Control.SendReliably(new Control { Stop = new StopActor { Target = new ActorId { Path = target.Path.ToString(), Uid = target.Uid }, Poison = poison } });
        EnsureConnected();
    }

    /// <summary>A session has been agreed on, by either side.</summary>
    internal void OnEstablished(Session session)
    {
        ulong replaced = 0;
        Session? older;
        lock (_lock)
        {
            if (_disposed || session.IsClosed || (session.Incarnation != 0 && session.Incarnation <= _deadUpTo))
            {
                older = session;
            }
            else
            {
                older = _session;
                _session = _lastSession = session;
                _accepted = null;
                DiscardReason = null;
                _lastProblem = "";
                if (_incarnation != 0 && _incarnation != session.Incarnation) replaced = _incarnation;
                _incarnation = session.Incarnation;
                _dialling?.Cancel();
            }
        }

        older?.Close("replaced");
        if (ReferenceEquals(older, session)) return;
        if (replaced != 0) EndLife(replaced);
        RemoteLog.Connected(Node.Log, Endpoint, session.Incarnation);
        session.IsAttached = true;
        Control.Attach(session);
        Outbound.Attach(session);
        Node.StartPings(session);
        Node.OnPeerChanged(this, connected: true);
    }

    internal void OnSessionEnded(Session session, string reason)
    {
        bool current;
        lock (_lock)
        {
            current = ReferenceEquals(_session, session);
            if (ReferenceEquals(_accepted, session)) _accepted = null;
            if (current)
            {
                _session = null;
                _lastEnded = session.Id;
            }
        }

        Control.Detach(session);
        Outbound.Detach(session);
        if (!current) return;
        if (session.Incarnation != 0 && session.Incarnation <= _leaving) DeclareDead(session.Incarnation, "it has left");
        RemoteLog.Disconnected(Node.Log, Endpoint, reason);
        Node.OnPeerChanged(this, connected: false);
        if (IsClient)
        {
            EndLife(session.Incarnation);
            Node.Forget(this);
        }
        else if (NeedsConnection)
        {
            EnsureConnected();
        }
    }

    /// <summary>Membership, or a silence too long, says that this life of the peer (and any before) is over.</summary>
    internal void DeclareDead(ulong incarnation, string reason)
    {
        Session? session;
        lock (_lock)
        {
            if (incarnation <= _deadUpTo) return;
            _deadUpTo = incarnation;
            session = _session is { } current && current.Incarnation <= incarnation ? current : null;
        }

        RemoteLog.Dead(Node.Log, Endpoint, incarnation, reason);
        session?.Close($"declared dead: {reason}");
        EndLife(incarnation);
        Outbound.Purge();
    }

    /// <summary>Nothing can be delivered: what waits goes to the dead letters, watchers are told, the life last met is over.</summary>
    internal void GiveUp(string reason)
    {
        ulong incarnation;
        lock (_lock)
        {
            if (_session is not null && !_disposed && reason.Length == 0) return;
            DiscardReason = DeadLetterReason.PeerDead;
            incarnation = _incarnation;
        }

        RemoteLog.GivenUp(Node.Log, Endpoint, reason);
        if (incarnation != 0) DeclareDead(incarnation, reason);
        Watches.TerminateAll();
        Control.Reset();
        Outbound.Wake();
        Control.Wake();
    }

    /// <summary>This node begins another life: to peers it is a new node, which has no watches yet.</summary>
    internal void OnOwnIncarnationChanged()
    {
        Session?.Close("this node has a new incarnation");
        Control.Reset();
        Watchers.Clear();
        Watches.Renew();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            DiscardReason = DeadLetterReason.ShuttingDown;
            _dialling?.Cancel();
        }

        Session?.Close("shutting down");
        Outbound.Wake();
        Control.Wake();
    }

    private bool NeedsConnection => KeepConnected || Outbound.Waiting > 0 || Control.Unacknowledged > 0 || Watches.Count > 0 || Watchers.Count > 0;

    /// <summary>Everything that hung on one life of the peer ends with it.</summary>
    private void EndLife(ulong incarnation)
    {
        bool isCurrent;
        lock (_lock)
        {
            _deadUpTo = Math.Max(_deadUpTo, incarnation);
            isCurrent = _session is null || !_session.IsAttached || _session.Incarnation <= incarnation;
        }

        if (isCurrent)
        {
            Control.Reset();
            Watchers.Clear();
        }

        Watches.TerminateUpTo(incarnation);
        foreach (var ask in Node.System.Asks.Pending)
        {
            if (ask is IAskRef { Target: IRemoteRef remote } pending && ReferenceEquals(remote.Target.Peer, this) && IsDead(remote.Target.Incarnation == 0 ? incarnation : remote.Target.Incarnation))
                pending.Fail(new DeadActorException(remote.Target.Address.ToString(), DeadLetterReason.PeerDead));
        }
    }
}
