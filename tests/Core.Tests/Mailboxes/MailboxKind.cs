namespace Actors.Core.Tests;

/// <summary>Every kind of mailbox, by name, for suites that all must pass.</summary>
internal static class MailboxKind
{
    /// <summary>Kinds that lose nothing as long as at most <see cref="Capacity"/> messages wait.</summary>
    internal static readonly TheoryData<string> All = ["unbounded", "drop newest", "drop oldest", "backpressure", "fail", "priority", "comparer", "bounded priority", "own"];

    internal const int Capacity = 1_000;

    internal static Props<T> With<T>(Props<T> props, string kind) => kind switch
    {
        "unbounded" => props.WithMailbox(Mailbox.Unbounded),
        "drop newest" => props.WithMailbox(Mailbox.Bounded(Capacity, MailboxOverflow.DropNewest)),
        "drop oldest" => props.WithMailbox(Mailbox.Bounded(Capacity, MailboxOverflow.DropOldest)),
        "backpressure" => props.WithMailbox(Mailbox.Bounded(Capacity, MailboxOverflow.Backpressure)),
        "fail" => props.WithMailbox(Mailbox.Bounded(Capacity, MailboxOverflow.Fail)),
        "priority" => props.WithMailbox(Mailbox.Priority<T>(_ => 0)),
        "comparer" => props.WithMailbox(Mailbox.Priority<T>(Comparer<T>.Create((_, _) => 0))),
        "bounded priority" => props.WithMailbox(Mailbox.Priority<T>(_ => 0), Mailbox.Bounded(Capacity, MailboxOverflow.Backpressure)),
        "own" => props.WithMailbox(() => new ListMailbox<T>()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    /// <summary>What a user might write: first in, first out over a list.</summary>
    internal sealed class ListMailbox<T> : IMailbox<T>
    {
        private readonly List<Envelope<T>> _waiting = [];

        public int Count => _waiting.Count;

        public void Add(in Envelope<T> envelope) => _waiting.Add(envelope);

        public bool TryTake(out Envelope<T> envelope)
        {
            envelope = Count > 0 ? _waiting[0] : default;
            if (Count == 0) return false;
            _waiting.RemoveAt(0);
            return true;
        }

        public bool TryDrop(out Envelope<T> envelope) => TryTake(out envelope);
    }
}
