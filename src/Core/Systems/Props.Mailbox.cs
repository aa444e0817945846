namespace Actors;

/// <content>What stands between a Tell and the handler.</content>
public sealed partial record Props<T>
{
    private MailboxOptions Mailbox { get; init; } = Actors.Mailbox.Unbounded;

    private MailboxFactory<T>? MailboxFactory { get; init; }

    private SendInterceptor<T>[] SendInterceptors { get; init; } = [];

    internal ReceiveInterceptor<T>[] ReceiveInterceptors { get; private init; } = [];

    internal TimeSpan? ReceiveTimeout { get; private init; }

    /// <summary>How many messages the mailbox holds and what happens beyond. Default: <see cref="Mailbox.Unbounded"/>.</summary>
    public Props<T> WithMailbox(MailboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return this with { Mailbox = options };
    }

    /// <summary>A mailbox with an order of its own, such as <see cref="Mailbox.Priority{T}(Func{T, int})"/>, within the bounds of <paramref name="options"/> (null: none).</summary>
    public Props<T> WithMailbox(MailboxFactory<T> factory, MailboxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return this with { MailboxFactory = factory, Mailbox = options ?? Actors.Mailbox.Unbounded };
    }

    /// <summary>Adds something around the actor's handler; the one added first is outermost. An actor without any pays nothing.</summary>
    public Props<T> WithReceiveInterceptor(ReceiveInterceptor<T> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return this with { ReceiveInterceptors = [.. ReceiveInterceptors, interceptor] };
    }

    /// <summary>Adds something that looks at each message told to the actor before it is queued; the one added first looks first. An actor without any pays nothing.</summary>
    public Props<T> WithSendInterceptor(SendInterceptor<T> interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return this with { SendInterceptors = [.. SendInterceptors, interceptor] };
    }

    /// <summary>Signals <see cref="ReceiveTimeout"/> when no message has come for <paramref name="timeout"/>, and again after each such time. At least 1 ms. A handler may change it by its context.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 ms.</exception>
    public Props<T> WithReceiveTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.FromMilliseconds(1));
        return this with { ReceiveTimeout = timeout, NeedsStart = true };
    }

    internal LocalRef<T> MakeRef(Cell<T> cell)
    {
        if (Router is not null) return MakeRouter(cell, Router);
        bool isDefault = MailboxFactory is null && Mailbox.Capacity == MailboxOptions.Unlimited;
        if (isDefault && SendInterceptors.Length == 0) return new LocalRef<T>(cell);
        var mailbox = isDefault ? null : new MailboxQueue<T>(cell, MakeMailbox(), Mailbox);
        return new MailboxRef<T>(cell, mailbox, SendInterceptors);
    }

    private IMailbox<T> MakeMailbox()
    {
        if (MailboxFactory is null) return new FifoMailbox<T>();
        return MailboxFactory() ?? throw new InvalidOperationException("the mailbox factory returned null");
    }
}
