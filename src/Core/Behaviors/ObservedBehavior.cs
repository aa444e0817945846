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
        _receive = message => inner.Receive(cell, message);
        for (int i = interceptors.Length - 1; i >= 0; i--)
        {
            var (interceptor, next) = (interceptors[i], _receive);
            _receive = message => interceptor(cell.Context, message, next);
        }
    }

    internal override Behavior<T> Receive(Cell<T> cell, T message)
    {
        var next = _receive(message);
        cell.Extras?.Idle?.Touch();
        return cell.IsAwaiting ? Pending : next; // a handler that has not ended says later what is next
    }

    internal override Behavior<T> ReceiveSignal(Cell<T> cell, Signal signal) => _inner.ReceiveSignal(cell, signal);
}
