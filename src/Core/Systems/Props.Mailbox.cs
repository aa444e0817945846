namespace Actors;

/// <content>What stands between a Tell and the handler.</content>
public sealed partial record Props<T>
{
    private PropsWiring<T> _wiring = PropsWiring<T>.Plain;

    internal ReceiveInterceptor<T>[] ReceiveInterceptors => _wiring.ReceiveInterceptors;

    internal TimeSpan? ReceiveTimeout => _wiring.ReceiveTimeout;

    /// <summary>How many messages the mailbox holds and what happens beyond. Default: <see cref="Mailbox.Unbounded"/>.</summary>
    public Props<T> WithMailbox(MailboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return this with { _wiring = _wiring with { Mailbox = options } };
    }

    /// <summary>A mailbox with an order of its own, such as <see cref="Mailbox.Priority{T}(Func{T, int})"/>, within the bounds of <paramref name="options"/> (null: none).</summary>
    public Props<T> WithMailbox(MailboxFactory<T> factory, MailboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return this with { _wiring = _wiring with { MailboxFactory = factory, Mailbox = options ?? Mailbox.Unbounded } };
    }

    /// <summary>Adds something around the actor's handler; the one added first is outermost. An actor without any pays nothing.</summary>
    public Props<T> WithReceiveInterceptor(ReceiveInterceptor<T> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return this with { _wiring = _wiring with { ReceiveInterceptors = [.. ReceiveInterceptors, interceptor] } };
    }

    /// <summary>Adds something that looks at each message told to the actor before it is queued; the one added first looks first. An actor without any pays nothing.</summary>
    public Props<T> WithSendInterceptor(SendInterceptor<T> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return this with { _wiring = _wiring with { SendInterceptors = [.. _wiring.SendInterceptors, interceptor] } };
    }

    /// <summary>Signals <see cref="ReceiveTimeout"/> when no message has come for <paramref name="timeout"/>, and again after each such time. At least 1 ms. A handler may change it by its context.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 ms.</exception>
    public Props<T> WithReceiveTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.FromMilliseconds(1));
        return this with { _wiring = _wiring with { ReceiveTimeout = timeout }, NeedsStart = true };
    }

    internal LocalRef<T> MakeRef(Cell<T> cell) => ReferenceEquals(_wiring, PropsWiring<T>.Plain) ? new LocalRef<T>(cell) : _wiring.MakeRef(cell);
}
