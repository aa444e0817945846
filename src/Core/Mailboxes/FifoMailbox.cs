namespace Actors;

/// <summary>First in, first out.</summary>
internal sealed class FifoMailbox<T> : IMailbox<T>
{
    private readonly Queue<Envelope<T>> _waiting = new();

    public int Count => _waiting.Count;

    public void Add(in Envelope<T> envelope) => _waiting.Enqueue(envelope);

    public bool TryTake(out Envelope<T> envelope) => _waiting.TryDequeue(out envelope);

    public bool TryDrop(out Envelope<T> envelope) => _waiting.TryDequeue(out envelope);
}
