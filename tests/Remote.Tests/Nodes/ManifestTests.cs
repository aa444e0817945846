using Actors.Remote.Proto;
using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Nodes compare the messages they know when they meet, report what differs, and go on.</summary>
public sealed class ManifestTests
{
    private const int Differs = 2011, OtherVersion = 2012;

    /// <summary>Both sides have to send theirs for that.</summary>
    [Fact]
    public async Task Meeting_OfTwoVersions_IsReportedByNameOnBothSides()
    {
        await using var cluster = new TestCluster();
        var one = await cluster.StartAsync("one", Options(new Codec<Uri>("test.changed", "[int32]"), new Codec<Version>("test.grown", "[int32]")));
        var two = await cluster.StartAsync("two", Options(new Codec<Uri>("test.changed", "[string]"), new Codec<Version>("test.grown", "[int32,bool]")));
        two.SpawnAdder();
        Assert.Equal(2, await one.AddAsync(two, 1));
        foreach (var node in new[] { one, two })
        {
            Assert.Contains("test.changed", await node.Log.WaitForAsync(Differs), StringComparison.Ordinal);
            Assert.Contains("test.grown", await node.Log.WaitForAsync(OtherVersion), StringComparison.Ordinal);
            Assert.Equal(1, node.Remote.Counters.ManifestMismatches);
        }

        Assert.Equal(3, await one.AddAsync(two, 2));
    }

    /// <summary>Seen to fail with the comparison of the digests taken out of NodeManifest.SendIfOther.</summary>
    [Fact]
    public async Task Meeting_OfEqualManifests_SendsNone()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("node");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Client);
        hello.ManifestDigest = node.Remote.Manifest.Digest;
        var welcome = await raw.ShakeHandsAsync(hello);
        Assert.Equal(node.Remote.Manifest.Digest, welcome.ManifestDigest);
        await AssertPongIsNext(raw);
    }

    /// <summary>An older node, or a client in another language, says nothing about its messages and gets nothing.</summary>
    [Fact]
    public async Task Meeting_WithAPeerThatSendsNoDigest_SendsNone()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("node");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
        await AssertPongIsNext(raw);
    }

    [Fact]
    public async Task Meeting_WithAnotherDigest_SendsTheManifestOnce()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("node");
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        var hello = RawPeer.HelloOf(node, StreamKind.Client);
        hello.ManifestDigest = 1;
        await raw.ShakeHandsAsync(hello);
        var entries = new List<ManifestEntry>();
        int expected = node.Remote.Registry.Codecs.Count;
        while (entries.Count < expected) entries.AddRange((await raw.ReadAsync()).Manifest.Entries);
        Assert.Equal(expected, entries.DistinctBy(entry => entry.Id).Count());
        await AssertPongIsNext(raw);
    }

    /// <summary>What a peer claims about its messages costs no more than the limit of entries and of lines, and no session. Seen to fail with PeerManifest's limit of entries taken out.</summary>
    [Fact]
    public async Task Manifest_OfAFlood_IsBoundedAndEndsNothing()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("node", TestNode.Options with { MaxManifestEntries = 100 });
        await using var transport = cluster.Transport("raw");
        await using var raw = await RawPeer.ConnectAsync(transport, node);
        await raw.ShakeHandsAsync(RawPeer.HelloOf(node, StreamKind.Client));
        for (int frame = 0; frame < 10; frame++)
        {
            var manifest = new Manifest();
            for (int i = 0; i < 50; i++) manifest.Entries.Add(new ManifestEntry { Id = "corpus.point", Shape = (ulong)i, Members = { (uint)i } });
            manifest.Entries.Add(new ManifestEntry { Id = "no such\nmessage", Format = 77 });
            await raw.SendAsync(new Frame { Manifest = manifest });
        }

        await AssertPongIsNext(raw);
        Assert.InRange(node.Remote.Counters.ManifestMismatches, 1, 100);
        Assert.InRange(node.Log.Count(Differs), 1, PeerManifest.MaxReports);
    }

    [Fact]
    public async Task Manifest_OfAnyBytes_IsReadOrRefusedAsAFrame()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("node");
        var peer = node.Remote.TryGetPeer(new NodeAddress("raw", "127.0.0.1", 9))!;
        byte[] entry = new Manifest { Entries = { new ManifestEntry { Id = "corpus.point", Format = 1, Shape = 3, Members = { 1, 2 } } } }.ToByteArray();
        var inputs =
            from length in Gen.Choose(0, entry.Length)
            from place in Gen.Choose(0, entry.Length - 1)
            from more in ArbMap.Default.GeneratorFor<byte[]>()
            select (byte[])[.. entry.AsSpan(0, length), .. more, .. entry.AsSpan(place)];
        Prop.ForAll(inputs.ToArbitrary(), bytes =>
        {
            try
            {
                new PeerManifest(peer).Compare(new FrameView(FrameKind.Manifest, bytes, 0));
            }
            catch (FrameFormatException)
            {
                // ends the session, as any other malformed frame does
            }
        }).QuickCheckThrowOnFailure();
    }

    private static async Task AssertPongIsNext(RawPeer raw)
    {
        await raw.SendAsync(new Frame { Ping = new Ping { Sequence = 5 } });
        Assert.Equal(5UL, (await raw.ReadAsync()).Pong?.Sequence);
    }

    private static RemoteOptions Options(params MessageCodec[] codecs) =>
        TestNode.Options with { Messages = [CorpusMessages.Manifest, new MessageManifest("versions", codecs)] };

    private sealed class Codec<T>(string id, string shape) : MessageCodec<T>(id, shape)
    {
        public override void Write(ref MessagePackWriter writer, T value) => throw new NotSupportedException();

        public override T Read(ref MessagePackReader reader) => throw new NotSupportedException();
    }
}
