namespace Actors.TestKit;

/// <summary>Collects what is told to <see cref="Ref"/>, for <see cref="BehaviorTestKit{T}"/>: everything told has arrived when its Run returns.</summary>
/// <typeparam name="T">What it takes.</typeparam>
public sealed class TestInbox<T>
{
    private readonly ArrivalQueue<T> _arrived = new();

    internal TestInbox(ActorTestKit kit, string? name)
    {
        Ref = kit.Spawn(
            Behavior.Receive<T>((_, message) =>
            {
                _arrived.Add(message);
                return Behavior.Same<T>();
            }),
            name);
    }

    /// <summary>Where messages go.</summary>
    public ActorRef<T> Ref { get; }

    /// <summary>Messages that have come and have not been taken, oldest first.</summary>
    public IReadOnlyList<T> Messages => _arrived.ToArray();

    /// <summary>Takes the oldest message.</summary>
    /// <exception cref="ExpectationException">There is none.</exception>
    public T Receive() =>
        _arrived.TryTake(static _ => true, out var taken) ? taken : throw new ExpectationException($"{Ref.Path} has no message");
}
