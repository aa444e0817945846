using System.Threading.Channels;

namespace Actors.Remote.Tests.Nodes;

/// <summary>What one actor has been told, in order.</summary>
internal sealed class Inbox<T>
{
    private readonly Channel<T> _messages = Channel.CreateUnbounded<T>();

    internal ActorRef<T> Self { get; set; } = null!;

    internal int Waiting => _messages.Reader.Count;

    internal void Add(T message) => _messages.Writer.TryWrite(message);

    internal async Task<T> NextAsync()
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        return await _messages.Reader.ReadAsync(limit.Token);
    }
}
