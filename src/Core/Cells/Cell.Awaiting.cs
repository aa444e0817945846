using System.Runtime.ExceptionServices;

namespace Actors;

/// <content>Handlers that have not ended when they return.</content>
internal sealed partial class Cell<T>
{
    /// <summary>Keeps the cell scheduled, so that nobody else runs it, until the handler that made <paramref name="task"/> has ended.</summary>
    internal Behavior<T> Await(ValueTask<Behavior<T>> task)
    {
        if (IsAwaiting) throw new InvalidOperationException($"{Path}: a second handler began to await before the first one ended");
        (_awaited ??= new AwaitedHandler<T>(this)).Task = task;
        return Behavior<T>.Pending;
    }

    /// <summary>For an interceptor that threw although the handler still awaits.</summary>
    internal void FailAfterAwait(Exception cause) => _awaited!.Failure = cause;

    private void EndAwait(AwaitedHandler<T> ended)
    {
        ref var letter = ref CurrentLetter();
        TurnGate.Current = _props.Gate;
        Extras?.Idle?.Touch();
        var stamp = ended.TakeStamp();
        try
        {
            var next = TakeResult(ended) ?? throw NullBehavior();
            stamp?.End(this, typeof(T).Name, null);
            EndLetter(ref letter, next);
            if (_first == FirstLetter.Retried) EndRetry();
        }
        catch (Exception cause)
        {
            stamp?.End(this, typeof(T).Name, cause);
            FailLetter(cause);
        }
        finally
        {
            TurnGate.Current = null;
        }
    }

    private Behavior<T> TakeResult(AwaitedHandler<T> ended)
    {
        if (ended.TakeFailure() is not { } failure) return ended.TakeResult();
        try
        {
            ended.TakeResult();
        }
        catch (Exception second)
        {
            CoreLog.SignalFailed(System.Log, second, Path.ToString(), typeof(T).Name);
        }

        ExceptionDispatchInfo.Throw(failure);
        return Behavior<T>.Same;
    }
}
