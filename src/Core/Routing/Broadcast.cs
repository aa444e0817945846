using System.Runtime.ExceptionServices;

namespace Actors;

internal sealed class Broadcast<T>(Routee<T>[] routees) : Routes<T>(routees)
{
    internal override ActorRef<T> Choose(T message) => All[0].Ref;

    internal override bool Tell(T message, ActorRef? sender)
    {
        Exception? refusal = null;
        foreach (var routee in All)
        {
            try
            {
                routee.Ref.Tell(message, sender);
            }
            catch (Exception error)
            {
                refusal ??= error; // the others get it all the same
            }
        }

        if (refusal is not null) ExceptionDispatchInfo.Throw(refusal);
        return true;
    }

    internal override ValueTask TellAsync(T message, CancellationToken cancellationToken)
    {
        List<Task>? pending = null;
        foreach (var routee in All)
        {
            var told = Start(routee.Ref, message, cancellationToken);
            if (!told.IsCompletedSuccessfully) (pending ??= []).Add(told.AsTask());
        }

        return pending is null ? ValueTask.CompletedTask : new(EndAsync(pending));
    }

    internal override Task? Offer(T message, ActorRef? sender)
    {
        List<Task>? pending = null;
        foreach (var routee in All)
        {
            if (routee.Ref.Offer(message, sender) is { } room) (pending ??= []).Add(room);
        }

        return pending is null ? null : Task.WhenAll(pending);
    }

    private static ValueTask Start(ActorRef<T> routee, T message, CancellationToken cancellationToken)
    {
        try
        {
            return routee.TellAsync(message, cancellationToken);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }

    /// <summary>Throws the first refusal when all have ended.</summary>
    private static async Task EndAsync(List<Task> pending)
    {
        Exception? refusal = null;
        foreach (var told in pending)
        {
            try
            {
                await told;
            }
            catch (Exception error)
            {
                refusal ??= error;
            }
        }

        if (refusal is not null) ExceptionDispatchInfo.Throw(refusal);
    }
}
