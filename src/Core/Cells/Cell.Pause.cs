namespace Actors;

/// <content>
/// Hooks that await (a class's start, stop and restart): nothing else of the actor's runs until they have ended, and no
/// thread is blocked meanwhile. The cell stays scheduled, so nobody else runs it either.
/// </content>
internal abstract partial class Cell
{
    private protected bool IsPaused => _details?.Pause is not null;

    /// <summary>For a behaviour, while it starts or handles a signal: the turn goes on when <paramref name="hook"/> has ended.</summary>
    internal void PauseFor(Task hook)
    {
        if (Details.Pause is { } earlier) hook = Task.WhenAll(earlier, hook);
        Details.Pause = hook;
    }

    /// <summary>Calls <paramref name="next"/> with what the hook threw (or null) when it has ended: now, if nobody awaits.</summary>
    private void AfterPause(Action<Exception?> next)
    {
        if (IsPaused) Details.AfterPause = next;
        else next(null);
    }

    /// <summary>The last thing a paused turn does: another thread may be running the cell from here on.</summary>
    private protected void ScheduleAtPauseEnd() => _details!.Pause!.GetAwaiter().UnsafeOnCompleted(() => Dispatcher.Schedule(this));

    /// <summary>Goes on where the hook began to await, then with the system messages that came with its own.</summary>
    private protected void EndPause()
    {
        var (hook, next) = (Details.Pause!, Details.AfterPause);
        (Details.Pause, Details.AfterPause) = (null, null);
        Exception? cause = hook.Exception?.InnerException;
        if (cause is null && hook.IsCanceled) cause = new TaskCanceledException(hook);
        if (next is not null) next(cause);
        else if (cause is not null) Fail(cause);
        else SignalDeferred();
        if (Details.Backlog is not { } backlog || IsPaused) return;
        Details.Backlog = null;
        HandleInOrder(backlog);
    }

    /// <summary>Handles system messages up to one whose hook awaits; the rest is kept.</summary>
    private void HandleInOrder(SystemMessage? oldest)
    {
        while (oldest is not null)
        {
            var message = oldest;
            oldest = message.Next;
            message.Next = null;
            Handle(message);
            if (!IsPaused) continue;
            Details.Backlog = oldest;
            return;
        }
    }

    private void LogHook(Exception? cause, string hook)
    {
        if (cause is not null) CoreLog.SignalFailed(System.Log, cause, Path.ToString(), hook);
    }
}
