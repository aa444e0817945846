namespace Actors.Remote.Tests.Nodes;

[Message("nodes.greet")]
public sealed record Greet(string Name, ActorRef<Greeting> ReplyTo);

[Message("nodes.greeting")]
public sealed record Greeting(string Text, ActorRef<Greet>? From);

[Message("nodes.number")]
public sealed record Number(long Value);

[Message("nodes.blob")]
public sealed record Blob(byte[] Bytes);

/// <summary>Carries a ref to somebody else, to be told <paramref name="Value"/>.</summary>
[Message("nodes.pass")]
public sealed record Pass(ActorRef<Number> To, long Value);

/// <summary>Has no codec.</summary>
public sealed record Unregistered(int Value);

/// <summary>Is not every value's friend.</summary>
[Message("nodes.picky")]
public sealed record Picky(long Value)
{
    public long Value { get; } = Value >= 0 ? Value : throw new ArgumentOutOfRangeException(nameof(Value));
}

/// <summary>Tells when it is being written.</summary>
[Message("nodes.hooked")]
public sealed record Hooked(long Value)
{
    internal Action? WhenWritten { get; set; }

    public long Value
    {
        get
        {
            WhenWritten?.Invoke();
            return field;
        }
    } = Value;
}
