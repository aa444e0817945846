using System.Diagnostics.CodeAnalysis;
using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>The kinds a node spawns at others' request, and how many of them live. Thread-safe.</summary>
internal sealed class SpawnKinds
{
    private static readonly ActorPath System = ActorPath.FromString("/system");

    private readonly RemoteNode _node;
    private readonly Dictionary<string, SpawnKind> _kinds;
    private readonly Dictionary<string, Cell> _parents = new(StringComparer.Ordinal);
    private int _alive;

    /// <exception cref="UnregisteredMessageException">A kind's argument cannot travel.</exception>
    internal SpawnKinds(RemoteNode node)
    {
        _node = node;
        _kinds = node.Options.Kinds.ToDictionary(static kind => kind.Name, StringComparer.Ordinal);
        foreach (var kind in _kinds.Values)
        {
            if (kind.ArgumentType is { } argument) node.Registry.For(argument);
        }
    }

    /// <summary>Actors spawned, or about to be, that have not stopped.</summary>
    internal int Alive => Volatile.Read(ref _alive);

    internal static bool IsSystem(ActorPath path) => path.Equals(System) || path.IsDescendantOf(System);

    /// <summary>Takes the kinds' places; before any peer can ask.</summary>
    /// <exception cref="ActorNameExistsException">An actor holds one of them.</exception>
    internal void Open()
    {
        try
        {
            foreach (string kind in _kinds.Keys)
                _parents.Add(kind, ((ILocalRef)_node.System.Spawn(Props.FromBehavior(Behavior.Empty<object>()), kind)).Cell);
        }
        catch
        {
            foreach (var parent in _parents.Values) ActorSystem.Stop(parent.Self);
            throw;
        }
    }

    internal bool Covers(ActorPath path)
    {
        foreach (var kind in _kinds.Values)
        {
            if (path.Equals(kind.Path) || path.IsDescendantOf(kind.Path)) return true;
        }

        return false;
    }

    /// <summary>True for the parent of a kind's actors, without which none can be spawned.</summary>
    internal bool IsParent(ActorPath path) => _kinds.TryGetValue(path.Name, out var kind) && kind.Path.Equals(path);

    internal bool TryFind(string name, [NotNullWhen(true)] out SpawnKind? kind) => _kinds.TryGetValue(name, out kind);

    /// <summary>
    /// Spawns one and calls <paramref name="done"/> once, on a turn or at once, when its set-up has ended or it has been
    /// refused. Runs the kind's function on the parent's turn: whoever reads a link must not wait for it.
    /// </summary>
    internal void Spawn(SpawnKind kind, string name, object? argument, Action<SpawnAnswer> done)
    {
        if (FindProblem(name) is { } problem)
        {
            done(SpawnAnswer.Refused(SpawnRefusal.InvalidName, problem));
            return;
        }

        int limit = _node.Options.MaxSpawnedActors;
        if (Interlocked.Increment(ref _alive) > limit)
        {
            Interlocked.Decrement(ref _alive);
            done(SpawnAnswer.Refused(SpawnRefusal.Limit, $"{limit} actors that were spawned at peers' request are alive (RemoteOptions.{nameof(RemoteOptions.MaxSpawnedActors)})"));
            return;
        }

        var parent = _parents[kind.Name];
        parent.SendSystem(new TurnMessage(() => SpawnNow(kind, parent, name, argument, done)));
    }

    private void SpawnNow(SpawnKind kind, Cell parent, string name, object? argument, Action<SpawnAnswer> done)
    {
        Cell child;
        try
        {
            child = kind.Spawn(parent, name, argument);
        }
        catch (Exception error)
        {
            Interlocked.Decrement(ref _alive);
            done(Explain(error, parent));
            return;
        }

        var watch = new SpawnWatch(done, () => Interlocked.Decrement(ref _alive));
        child.SendSystem(new WatchMessage(watch));
        child.SendSystem(new TurnMessage(() => watch.OnSetUp(child))); // handled once the set-up has ended, whatever it awaits
    }

    private SpawnAnswer Explain(Exception error, Cell parent)
    {
        if (error is ActorNameExistsException) return SpawnAnswer.Refused(SpawnRefusal.NameExists, "the name is taken; choose another, or resolve the actor that holds it");
        if (parent.State is CellState.Stopping or CellState.Stopped) return SpawnAnswer.Refused(SpawnRefusal.Ending, $"{parent.Path} has stopped; its node has to start again");
        if (_node.Quiet.IsNews($"spawn {parent.Path} {error.GetType()}")) RemoteLog.SpawnFailed(_node.Log, error, parent.Path);
        return SpawnAnswer.Refused(SpawnRefusal.SetUpFailed, "it could not be made; the node's log (2050) says why");
    }

    /// <summary>Why it is no path segment; null if it is one.</summary>
    internal static string? FindProblem(string name)
    {
        try
        {
            ActorPath.CheckSegment(name, name);
            return null;
        }
        catch (InvalidActorPathException error)
        {
            return PeerText.Of(error.Message);
        }
    }
}
