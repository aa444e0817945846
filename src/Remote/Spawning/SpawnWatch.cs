using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>Waits for the end of one actor's set-up, then for its end. All of it on the actor's turns.</summary>
internal sealed class SpawnWatch(Action<SpawnAnswer> done, Action ended) : MarkerRef
{
    private Action<SpawnAnswer>? _done = done;

    /// <summary>The actor has been set up, or stops because that failed: then it is answered when the name is free.</summary>
    internal void OnSetUp(Cell actor)
    {
        if (actor.State is not (CellState.Stopping or CellState.Stopped)) Answer(new SpawnAnswer(actor, SpawnRefusal.None, ""));
    }

    internal override void SendSystem(SystemMessage message)
    {
        if (message is not TerminatedMessage) return;
        ended();
        Answer(SpawnAnswer.Refused(SpawnRefusal.SetUpFailed, "its set-up failed, or stopped it; the node's log says why"));
    }

    private void Answer(SpawnAnswer answer)
    {
        var once = _done;
        _done = null;
        once?.Invoke(answer);
    }
}
