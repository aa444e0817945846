namespace Actors;

/// <content>Actors that are routers.</content>
public sealed partial record Props<T>
{
    /// <summary>What a router sends to, and how; null for other actors.</summary>
    internal RouterPlan<T>? Router { get; init; }

    private RouterRef<T> MakeRouter(Cell<T> cell, RouterPlan<T> plan)
    {
        if (MailboxFactory is null && Mailbox.Capacity == MailboxOptions.Unlimited && SendInterceptors.Length == 0) return new RouterRef<T>(cell, plan);
        throw new InvalidOperationException("a router has no mailbox of its own; give the mailbox and the send interceptors to its routees");
    }
}
