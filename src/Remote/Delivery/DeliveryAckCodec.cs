namespace Actors.Remote;

/// <summary>Written by hand: this assembly has no manifest of its own.</summary>
internal sealed class DeliveryAckCodec() : MessageCodec<DeliveryAck>("actors.delivery.ack", "[string,int64,int64,int64,int64,bool,int64]")
{
    private const int Members = 7, Required = 6;

    public override void Write(ref MessagePackWriter writer, DeliveryAck value)
    {
        writer.BeginArray(Members);
        writer.WriteString(value.Producer);
        writer.WriteInt64(value.Life);
        writer.WriteInt64(value.ReceivedTo);
        writer.WriteInt64(value.ConfirmedTo);
        writer.WriteInt64(value.RequestedTo);
        writer.WriteBoolean(value.MustResend);
        writer.WriteInt64(value.NewestLife);
        writer.End();
    }

    public override DeliveryAck Read(ref MessagePackReader reader)
    {
        try
        {
            int count = reader.BeginArray();
            if (count < Required) throw MissingRefused();
            var ack = new DeliveryAck(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadBoolean(), count > Required ? reader.ReadInt64() : 0);
            reader.Skip(Math.Max(0, count - Members));
            reader.End();
            return ack;
        }
        catch (MessageFormatException error)
        {
            throw Locate(error, null);
        }
    }
}
