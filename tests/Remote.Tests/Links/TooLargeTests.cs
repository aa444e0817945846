using Actors.Remote.Proto;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Links;

/// <summary>What cannot be sent: who hears of it, and that nothing else suffers.</summary>
public sealed class TooLargeTests
{
    private const int Limit = 1024 * 1024;

    private static RemoteOptions Small { get; } = TestNode.Options with { MaxMessageBytes = Limit };

    /// <summary>Fails when DropTooLarge answers without the sizes, as a message that is not known.</summary>
    [Fact]
    public async Task Reply_BeyondTheLimit_FailsTheAskNamingSizeAndLimit()
    {
        await using var cluster = new TestCluster();
        var (a, b) = (await cluster.StartAsync("a"), await cluster.StartAsync("b", Small));
        b.Spawn<Number>("giver", static (context, number) =>
        {
            context.Reply(new Blob(new byte[number.Value]));
            return Behavior.Same<Number>();
        });
        var giver = a.Ref<Number>(b, "giver");
        var error = await Assert.ThrowsAsync<FrameTooLargeException>(async () => await giver.Ask<Number, Blob>(new Number(2_000_000), TestNode.Patience));
        Assert.Equal(Limit, error.LimitBytes);
        Assert.InRange(error.Bytes, 2_000_000, 2_000_010);
        Assert.Equal(10, (await giver.Ask<Number, Blob>(new Number(10), TestNode.Patience)).Bytes.Length);
    }

    /// <summary>It fits on the way to the node that passes it on, and not from there. Fails (a DeadActorException) when only local askers are told the sizes.</summary>
    [Fact]
    public async Task Ask_PassedOnBeyondTheLimit_FailsNamingSizeAndLimit()
    {
        await using var cluster = new TestCluster();
        var (a, b, c) = (await cluster.StartAsync("a"), await cluster.StartAsync("b"), await cluster.StartAsync("c", Small));
        c.SpawnAdder();
        Assert.Equal(2, await b.AddAsync(c, 1));
        var next = b.Ref<Blob>(c, "inbox");
        b.Spawn<Blob>("passer", (context, blob) =>
        {
            next.Tell(blob, context.Sender);
            return Behavior.Same<Blob>();
        });
        var error = await Assert.ThrowsAsync<FrameTooLargeException>(async () => await a.Ref<Blob>(b, "passer").Ask<Blob, Number>(new Blob(new byte[2_000_000]), TestNode.Patience));
        Assert.Equal(Limit, error.LimitBytes);
        Assert.Equal(0, a.System.DeadLetters.Count(DeadLetterReason.LateReply)); // told once
    }

    /// <summary>
    /// A peer that takes the smallest frames and no pieces, messages that do not fit into one, and paths of which only some do at a time. Fails (the short ones
    /// are dead letters) when DataPump does not begin its batch anew, and (a frame is too large) when it leaves the definitions of
    /// what does not fit in the batch.
    /// </summary>
    [Fact]
    public async Task Tell_PathsThatFillTheFrame_HarmNobodyElse()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("b", TestNode.Options with { ReconnectMin = TimeSpan.FromHours(1), ReconnectMax = TimeSpan.FromHours(1) });
        string rest = '/' + string.Join('/', Enumerable.Repeat(new string('x', 500), 8));
        for (int i = 0; i < 10; i++)
        {
            RefOf<Number>("short" + i).Tell(new Number(i));
            RefOf<Blob>("long" + i + rest).Tell(new Blob(new byte[Session.LeastFrameBytes]));
            RefOf<Number>("part" + i + rest).Tell(new Number(i));
        }

        await node.Log.WaitForAsync(2003); // its own dial is over, to which the peer's would give way
        await using var transport = cluster.Transport("raw");
        await using var control = await RawPeer.ConnectAsync(transport, node);
        await using var data = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Control);
        hello.MaxFrameBytes = Session.LeastFrameBytes;
        var session = (await control.ShakeHandsAsync(hello)).Session;
        hello = RawPeer.HelloOf(node, StreamKind.Data);
        hello.Session = session;
        await data.ShakeHandsAsync(hello);
        var paths = new Dictionary<uint, string>();
        var told = new List<string>();
        while (told.Count < 20)
        {
            var frame = await data.ReadAsync();
            Assert.InRange(frame.CalculateSize(), 1, Session.LeastFrameBytes);
            if (frame.Batch.ResetTables) paths.Clear();
            foreach (var target in frame.Batch.Targets) paths[target.Id] = target.Path;
            foreach (var envelope in frame.Batch.Envelopes) told.Add($"{paths[envelope.Target][6..].Split('/')[0]} {envelope.Payload[1]}");
        }

        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => new[] { $"short{i} {i}", $"part{i} {i}" }), told);
        Assert.Equal(10, node.System.DeadLetters.Count(DeadLetterReason.TooLarge));
        Assert.Equal(10, node.System.DeadLetters.Total);

        ActorRef<T> RefOf<T>(string path) => node.System.Resolve<T>($"actors://raw@127.0.0.1:9/user/{path}");
    }
}
