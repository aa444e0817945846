namespace Actors;

/// <summary>What most props leave as it is, kept apart so that they stay small: the mailbox, interceptors, the receive timeout.</summary>
internal sealed record PropsWiring<T>
{
    internal static readonly PropsWiring<T> Plain = new();

    internal MailboxOptions Mailbox { get; init; } = Actors.Mailbox.Unbounded;

    internal MailboxFactory<T>? MailboxFactory { get; init; }

    internal SendInterceptor<T>[] SendInterceptors { get; init; } = [];

    internal ReceiveInterceptor<T>[] ReceiveInterceptors { get; init; } = [];

    internal TimeSpan? ReceiveTimeout { get; init; }

    /// <summary>What a router sends to, and how; null for other actors.</summary>
    internal RouterPlan<T>? Router { get; init; }

    internal LocalRef<T> MakeRef(Cell<T> cell)
    {
        bool isDefault = MailboxFactory is null && Mailbox.Capacity == MailboxOptions.Unlimited;
        bool isPlain = isDefault && SendInterceptors.Length == 0;
        if (Router is not null) return isPlain ? new RouterRef<T>(cell, Router) : throw RouterWithMailbox();
        if (isPlain) return new LocalRef<T>(cell);
        var mailbox = isDefault ? null : new MailboxQueue<T>(cell, MakeMailbox(), Mailbox);
        return new MailboxRef<T>(cell, mailbox, SendInterceptors);
    }

    private IMailbox<T> MakeMailbox()
    {
        if (MailboxFactory is null) return new FifoMailbox<T>();
        return MailboxFactory() ?? throw new InvalidOperationException("the mailbox factory returned null");
    }

    private static InvalidOperationException RouterWithMailbox() =>
        new("a router has no mailbox of its own; give the mailbox and the send interceptors to its routees");
}
