using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>Who does not know the secret has its proof made by those who do.</summary>
public sealed class RelayTests
{
    /// <summary>
    /// Whoever sits at an address that a node dials passes the handshake on to another node, or back to the dialler itself. Seen to
    /// fail while the proofs did not say between whom they were: the dialler took the stranger for a member and proved itself to it.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handshake_PassedOn_IsRefusedByTheDialler(bool toItself)
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"));
        await using var transport = cluster.Transport("raw");
        var end = new TaskCompletionSource<HandshakeException?>(TaskCreationOptions.RunContinuationsAsynchronously);
        int port = 0;
        port = await transport.ListenAsync("127.0.0.1", 0, PassOnAsync, default);
        a.System.Resolve<Number>($"actors://raw@127.0.0.1:{port}/user/x").Tell(new Number(1));
        var refused = await end.Task.WaitAsync(TestNode.Patience);
        Assert.NotNull(refused);
        Assert.Equal(RejectReason.Secret, refused.Reason);
        Assert.DoesNotContain(a.Log.Lines, static line => line.Id == 2001);

        async Task PassOnAsync(ILinkStream stream)
        {
            try
            {
                var frames = new HandshakeStream(stream);
                var hello = (await frames.ReadAsync(default)).Hello;
                var knowing = toItself ? a : b;
                await using var raw = await RawPeer.ConnectAsync(transport, knowing);
                hello.Peer = NodeIds.Of(knowing.Remote.Self);
                await raw.SendAsync(new Frame { Hello = hello });
                var challenge = (await raw.ReadAsync()).Challenge;
                challenge.Node = new NodeId { System = "raw", Host = "127.0.0.1", Port = (uint)port, Incarnation = 1 };
                await frames.WriteAsync(new Frame { Challenge = challenge }, default);
                if ((await frames.ReadAsync(default)).Proof is not null) end.TrySetResult(null);
            }
            catch (HandshakeException error)
            {
                end.TrySetResult(error);
            }
        }
    }
}
