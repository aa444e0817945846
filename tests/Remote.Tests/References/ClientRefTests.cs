using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.References;

public sealed class ClientRefTests
{
    /// <summary>
    /// A client's ask that is passed on to another node leads nowhere there, and certainly not to an address that is none. Seen to
    /// fail while it went on as client@client-1:1, as the sender and within the message: the third node dialled that.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientsAsk_PassedOnToAnotherNode_IsNotDialledThere(bool asSender)
    {
        await using var cluster = new TestCluster();
        var (b, c) = (await cluster.StartAsync("b"), await cluster.StartAsync("c"));
        var there = b.Ref<Pass>(c, "there");
        b.Spawn<Pass>("here", (_, message) =>
        {
            there.Tell(asSender ? new Pass(there.System.Resolve<Number>("/user/nobody"), 1) : message, asSender ? message.To : null);
            return Behavior.Same<Pass>();
        });
        var told = new TaskCompletionSource<ActorRef?>(TaskCreationOptions.RunContinuationsAsynchronously);
        c.Spawn<Pass>("there", (context, message) =>
        {
            if (!asSender) message.To.Tell(new Number(message.Value));
            told.TrySetResult(context.Sender);
            return Behavior.Same<Pass>();
        });
        c.SpawnAdder();
        var late = b.NextDeadLetter(DeadLetterReason.LateReply);
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, b);
        Assert.NotNull(await raw.ShakeHandsAsync(RawPeer.HelloOf(b, StreamKind.Client)));
        var batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = "/user/here" } }, Types_ = { new TypeDefinition { Id = 1, Name = "nodes.pass" } } };
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x92, 0x4D, 0x05) });
        await raw.SendAsync(new Frame { Batch = batch });
        var sender = await told.Task.WaitAsync(TestNode.Patience);
        if (asSender) Assert.Null(sender);
        else await late;
        Assert.Equal(2, await b.AddAsync(c, 1));
        Assert.Equal(b.Remote.Self.Endpoint, Assert.Single(c.Remote.Peers).Address.Endpoint);
    }
}
