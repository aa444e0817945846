using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// Asks of clients that this node asks in its own name, because whoever answers is on a node that does not know the client.
/// Each ends with the reply, with a failure, or after its time. Thread-safe.
/// </summary>
internal sealed class ClientRelays(ActorSystem system)
{
    private readonly ConcurrentDictionary<ActorRef, ActorRef> _relays = new();
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>An own ask in the client's place; null if there are <paramref name="limit"/> already.</summary>
    internal ActorRef? TryBegin(IRemoteAskRef client, RemoteTarget target, TimeSpan timeout, int limit)
    {
        var asker = (ActorRef)client;
        if (_relays.TryGetValue(asker, out var known)) return known; // its message is sent on once more
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        var relay = AskSource<object>.Begin(system, new RemoteRef<object>(target), typeof(object), timeout, default, out var reply);
        _relays[asker] = relay;
        _ = AnswerAsync(client, reply);
        return relay;
    }

    /// <summary>The ask that stands in for a client's, so that its ref within a message leads back too.</summary>
    internal bool TryFind(ActorRef client, [MaybeNullWhen(false)] out ActorRef relay) => _relays.TryGetValue(client, out relay);

    /// <summary>The message has not been sent, and somebody else tells the client.</summary>
    internal void Drop(IRemoteAskRef client)
    {
        if (_relays.TryRemove((ActorRef)client, out var relay)) ((IAskRef)relay).Fail(new OperationCanceledException());
    }

    private async Task AnswerAsync(IRemoteAskRef client, ValueTask<object> reply)
    {
        var asker = (ActorRef)client;
        try
        {
            object answer = await reply.ConfigureAwait(false);
            if (_relays.TryRemove(asker, out _)) asker.TellObject(answer, null);
        }
        catch (Exception error) // whatever it is, the client must not wait for ever
        {
            if (_relays.TryRemove(asker, out _)) client.Fail(error);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
