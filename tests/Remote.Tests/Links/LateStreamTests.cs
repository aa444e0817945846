using System.IO.Pipelines;
using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;
using Google.Protobuf;

namespace Actors.Remote.Tests.Links;

/// <summary>A stream of a session that has ended.</summary>
public sealed class LateStreamTests
{
    /// <summary>
    /// A data stream is added just after its session has ended, so that nobody aborts it, and brings a message: nothing of it is handled, or
    /// it would be after what the next session brings. Seen to fail while a reader that began then took the session's end for its turn.
    /// </summary>
    [Fact]
    public async Task Stream_ThatComesAfterTheSessionsEnd_BringsNothing()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b");
        var inbox = node.SpawnInbox<Number>("inbox");
        var peer = node.Remote.TryGetPeer(new NodeAddress("a", "a.example", 1))!;
        var session = new Session(peer, [1], node.Remote.Self, 1, new ScriptedStream(null), 0, 0);
        session.Close("the test says so");
        var pipe = new Pipe();
        var batch = new Batch { Targets = { new TargetDefinition { Id = 1, Path = "/user/inbox" } }, Types_ = { new TypeDefinition { Id = 1, Name = "nodes.number" } } };
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(0x91, 7) });
        using var bytes = new WireBuffer(512, 4096);
        FrameWriter.Write(bytes, new Frame { Batch = batch });
        await pipe.Writer.WriteAsync(bytes.WrittenMemory);
        await LinkReader.RunAsync(session, new LateStream(pipe.Reader), 0).WaitAsync(TestNode.Patience);
        inbox.Self.Tell(new Number(1));
        Assert.Equal(new Number(1), await inbox.NextAsync());
    }

    private sealed class LateStream(PipeReader input) : ILinkStream
    {
        public PipeReader Input => input;

        public string RemoteEndPoint => "late";

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.FromException(new LinkException("nothing is written"));

        public void Abort(string reason)
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
