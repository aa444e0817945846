using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Actors.Remote;

/// <summary>
/// Asks of clients that this node asks in its own name, because whoever answers is on a node that does not know the client.
/// Each ends with the reply, with a failure, after its time, or with the client. Thread-safe.
/// </summary>
internal sealed class ClientRelays(ActorSystem system)
{
    private readonly ConcurrentDictionary<Peer, RelaysOfClient> _clients = new();
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    /// <summary>An own ask in the client's place; null if there are <paramref name="limit"/> already, or <paramref name="clientLimit"/> of this client, or it is gone.</summary>
    internal ActorRef? TryBegin(IRemoteAskRef client, RemoteTarget target, TimeSpan timeout, int limit, int clientLimit)
    {
        var own = _clients.GetOrAdd(client.Peer, static _ => new RelaysOfClient());
        var relay = TryBegin(client, own, target, timeout, limit, clientLimit);
        Interlocked.MemoryBarrier(); // End sees it, or that the client has gone is seen
        if (!client.Peer.IsDisposed) return relay;
        _clients.TryRemove(client.Peer, out _);
        Drop(own); // it has left since it asked, and was perhaps ended before this one was there
        return null;
    }

    /// <summary>The ask that stands in for a client's, so that its ref within a message leads back too.</summary>
    internal bool TryFind(IRemoteAskRef client, [MaybeNullWhen(false)] out ActorRef relay)
    {
        relay = null;
        return _clients.TryGetValue(client.Peer, out var own) && own.Asks.TryGetValue((ActorRef)client, out relay);
    }

    /// <summary>The message has not been sent, and somebody else tells the client.</summary>
    internal void Drop(IRemoteAskRef client)
    {
        if (_clients.TryGetValue(client.Peer, out var own)) Drop(own, (ActorRef)client);
    }

    /// <summary>The client is gone, and nobody waits for its answers.</summary>
    internal void End(Peer client)
    {
        if (_clients.TryRemove(client, out var own)) Drop(own);
    }

    private static void Drop(RelaysOfClient own)
    {
        foreach (var (asker, _) in own.Asks) Drop(own, asker);
    }

    private ActorRef? TryBegin(IRemoteAskRef client, RelaysOfClient own, RemoteTarget target, TimeSpan timeout, int limit, int clientLimit)
    {
        var asker = (ActorRef)client;
        if (own.Asks.TryGetValue(asker, out var known)) return known; // its message is sent on once more
        int ofClient = Interlocked.Increment(ref own.Count), ofAll = Interlocked.Increment(ref _count);
        if (ofClient > clientLimit || ofAll > limit)
        {
            Release(own);
            return null;
        }

        var relay = AskSource<object>.Begin(system, new RemoteRef<object>(target), typeof(object), timeout, default, out var reply);
        own.Asks[asker] = relay;
        _ = AnswerAsync(client, own, reply);
        return relay;
    }

    private void Release(RelaysOfClient own)
    {
        Interlocked.Decrement(ref own.Count);
        Interlocked.Decrement(ref _count);
    }

    private static void Drop(RelaysOfClient own, ActorRef asker)
    {
        if (own.Asks.TryRemove(asker, out var relay)) ((IAskRef)relay).Fail(new OperationCanceledException());
    }

    private async Task AnswerAsync(IRemoteAskRef client, RelaysOfClient own, ValueTask<object> reply)
    {
        var asker = (ActorRef)client;
        try
        {
            object answer = await reply.ConfigureAwait(false);
            if (own.Asks.TryRemove(asker, out _)) asker.TellObject(answer, null);
        }
        catch (Exception error) // whatever it is, the client must not wait for ever
        {
            if (own.Asks.TryRemove(asker, out _)) client.Fail(error);
        }
        finally
        {
            Release(own);
        }
    }

    private sealed class RelaysOfClient
    {
        internal readonly ConcurrentDictionary<ActorRef, ActorRef> Asks = new();
        internal int Count;
    }
}
