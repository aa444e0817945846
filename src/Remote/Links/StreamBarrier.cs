namespace Actors.Remote;

/// <summary>An item that goes to every data stream and is through once all of them are past it.</summary>
internal sealed class StreamBarrier(in OutboundItem item, int streams)
{
    private int _left = streams;

    internal OutboundItem Item { get; } = item;

    /// <summary>One stream has written, or lost, all before it. Any thread.</summary>
    internal void Pass()
    {
        if (Interlocked.Decrement(ref _left) == 0 && Item.Message is TaskCompletionSource written) written.TrySetResult();
    }
}
