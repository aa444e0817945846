namespace Actors.Remote;

/// <summary>Writes the refs inside messages to one peer and reads those from it; see proto/remote.proto and docs/serialization.md for the forms.</summary>
internal sealed class LinkRefTranslator(Peer peer, ulong incarnation) : ActorRefTranslator
{
    public override void Write(ref MessagePackWriter writer, ActorRef? reference)
    {
        switch (reference)
        {
            case null:
                writer.WriteNil();
                break;
            case IRemoteAskRef { Peer.IsClient: true } client when peer.Node.Relays.TryFind(client, out var relay):
                writer.WriteUInt64(((IAskRef)relay).Number);
                break;
            case IRemoteAskRef { Peer.IsClient: true } client when !ReferenceEquals(client.Peer, peer):
                // A client has no address that others could dial: what is said to it there comes back here, as a late reply.
                writer.WriteUInt64(peer.Node.System.Asks.NextNumber());
                break;
            case not (IAskRef or IRemoteAskRef) when peer.Node.DialsAsClient && reference.Origin is not IRemoteRef && reference.Address.Node is null:
                throw new MessageFormatException($"{reference.Path} is an actor of a client, which has no address that others could tell it by; ask instead, or name it as the sender of the message");
            case IRemoteAskRef:
            default:
                writer.WriteString(reference.Address.ToString());
                break;
            case IAskRef ask:
                writer.WriteUInt64(ask.Number);
                break;
        }
    }

    public override ActorRef<T>? Read<T>(ref MessagePackReader reader)
    {
        switch (reader.NextKind)
        {
            case MessagePackKind.Nil:
                reader.TryReadNil();
                return null;
            case MessagePackKind.Integer:
                return new RemoteAskRef<T>(peer, reader.ReadUInt64(), incarnation);
            default:
                return Resolve<T>(reader.ReadString());
        }
    }

    private ActorRef<T> Resolve<T>(string text)
    {
        ActorAddress address;
        try
        {
            address = ActorAddress.Parse(text);
        }
        catch (InvalidActorPathException error)
        {
            throw new MessageFormatException(error.Message);
        }

        // A peer must not reach through a ref in a message what it may not reach directly.
        var system = peer.Node.System;
        if (system.IsHere(address.Node) && !peer.Node.IsOpen(address.Path) && !address.Path.IsDescendantOf(AskRef<object>.Temp))
            return new DeadRef<T>(system, address, DeadLetterReason.Forbidden);
        return system.Resolve<T>(address);
    }
}
