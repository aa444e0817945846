using Actors.Remote;

namespace Actors.Remote.Tests.Serialization;

/// <summary>A reference that notes what it is told.</summary>
internal sealed class NotingRef<T>(string path = "/user/noting") : ActorRef<T>
{
    internal List<(T Message, ActorRef? Sender)> Told { get; } = [];

    internal List<object> Refused { get; } = [];

    public override ActorPath Path { get; } = ActorPath.FromString(path);

    public override bool IsAlive => true;

    public override ActorAddress Address => new(null, Path);

    public override void Tell(T message, ActorRef? sender) => Told.Add((message, sender));

    private protected override void RefuseType(object message, ActorRef? sender) => Refused.Add(message);

    internal override ActorSystem System => throw new NotSupportedException();

    internal override void SendSystem(SystemMessage message) => throw new NotSupportedException();

    public override bool Equals(ActorRef? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Path.GetHashCode();
}

/// <summary>Writes a reference as its path and makes a new one of what it reads.</summary>
internal sealed class PathTranslator : ActorRefTranslator
{
    public override void Write(ref MessagePackWriter writer, ActorRef? reference) => writer.WriteString(reference!.Path.ToString());

    public override ActorRef<T>? Read<T>(ref MessagePackReader reader) => new NotingRef<T>(reader.ReadString());
}
