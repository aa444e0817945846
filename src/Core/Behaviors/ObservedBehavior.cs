namespace Actors;

/// <summary>One actor's behaviour, with what looks at each of its messages: interceptors, a receive timeout.</summary>
internal sealed class ObservedBehavior<T> : Behavior<T>
{
    private readonly Behavior<T> _inner;
    private readonly Func<T, Behavior<T>> _receive;

    internal ObservedBehavior(Cell<T> cell, Behavior<T> inner, ReceiveInterceptor<T>[] interceptors)
        : base(BehaviorTag.Handler)
    {
        _inner = inner;
        _receive = message => cell.IsAwaiting ? throw SecondCall(cell) : inner.Receive(cell, message);
        for (int i = interceptors.Length - 1; i >= 0; i--)
        {
            var (interceptor, next) = (interceptors[i], _receive);
            _receive = message => interceptor(cell.Context, message, next);
        }
    }

    internal override Behavior<T> Receive(Cell<T> cell, T message)
    {
        Behavior<T> next;
        try
        {
            next = _receive(message);
        }
        catch (Exception cause) when (cell.IsAwaiting)
        {
            cell.FailAfterAwait(cause); // the message is in hand until its handler has ended
            next = Pending;
        }

        cell.Extras?.Idle?.Touch();
        return cell.IsAwaiting ? Pending : next; // a handler that has not ended says later what is next
    }

    internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) => _inner.ReceiveSignal(cell, signal);

    internal override void Leaving() => _inner.Leaving();

    internal override void Stopping(Cell<T> cell) => _inner.Stopping(cell);

    private static InvalidOperationException SecondCall(Cell<T> cell) =>
        new($"{cell.Path}: a receive interceptor called next while the handler that it called before still awaits; of an asynchronous handler it may call one");
}
