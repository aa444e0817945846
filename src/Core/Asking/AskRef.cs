using System.Globalization;
using System.Runtime.CompilerServices;

namespace Actors;

/// <summary>The place for an ask's one reply. What comes after it, or after the timeout, is a dead letter.</summary>
internal sealed class AskRef<TReply>(ActorSystem system, AskSource<TReply> source, long version) : ActorRef<TReply>, IAskRef
{
    private ulong _number;

    /// <summary>Parent of the paths of asks; they are not in the hierarchy.</summary>
    internal static readonly ActorPath Temp = ActorPath.Root.TrustedChild("temp");

    public ulong Number => Volatile.Read(ref _number) is var number and not 0 ? number : GiveNumber();

    /// <summary>The number if one has been given, else 0.</summary>
    internal ulong GivenNumber => Volatile.Read(ref _number);

    public override ActorPath Path => Temp.TrustedChild(Number.ToString(CultureInfo.InvariantCulture));

    public override bool IsAlive => source.IsPending(version);

    public override ActorAddress Address => new(system.Node, Path);

    public override void Tell(TReply message, ActorRef? sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!source.TryReply(version, message))
            system.DeadLetters.Publish(message, ToString(), sender, DeadLetterReason.LateReply);
    }

    public ActorRef? Target => source.TargetOf(version);

    internal override ActorSystem System => system;

    public void Fail(Exception error) => source.TryFail(version, error);

    internal override void SendSystem(SystemMessage message)
    {
        if (message is WatchMessage watch) watch.Watcher.SendSystem(new TerminatedMessage(this));
    }

    private protected override void RefuseType(object message, ActorRef? sender)
    {
        system.DeadLetters.Publish(message, ToString(), sender, DeadLetterReason.WrongType);
        Fail(new InvalidCastException($"the reply is a {message.GetType()}, the ask awaits a {typeof(TReply)}"));
    }

    public override bool Equals(ActorRef? other) => ReferenceEquals(this, other?.Origin);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    private ulong GiveNumber()
    {
        ulong number = system.Asks.NextNumber();
        system.Asks.Add(number, this); // before anybody can read it and send it away
        ulong given = Interlocked.CompareExchange(ref _number, number, 0);
        if (given != 0 || !IsAlive) system.Asks.Remove(number);
        return given != 0 ? given : number;
    }
}
