using Actors.Remote;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Fuzz.Targets;

/// <summary>What a session may bring, right and wrong, each way once.</summary>
internal static class SessionSeeds
{
    internal static IEnumerable<Frame[]> All =>
    [
        [.. FrameSeeds.Controls],
        .. Manifests,
        Tell(static _ => { }),
        Tell(static batch => batch.Envelopes.Add(batch.Envelopes[0])),
        Tell(static batch => batch.Targets[0].Path = "/user/ no path"),
        Tell(static batch => batch.Targets[0].Path = "/user/nobody"),
        Tell(static batch => batch.Targets[0].Path = "/system/deadLetters"),
        Tell(static batch => batch.Targets[0].Path = "actors://other@127.0.0.1:9/user/a"),
        Tell(static batch => batch.Targets[0].Path = "/temp/17"),
        Tell(static batch => batch.Targets[0].Path = "/temp/x"),
        Tell(static batch => batch.Targets[0].Uid = 99),
        Tell(static batch => batch.Targets[0].Id = 0),
        Tell(static batch => batch.Targets[0].Id = 65),
        Tell(static batch => batch.Targets[1].Path = "/user/sender"),
        Tell(static batch => batch.Targets[1].Path = "actors://fuzz@127.0.0.1:1/temp/5"),
        Tell(static batch => batch.Types_[0].Name = "nodes.greeting"),
        Tell(static batch => batch.Types_[0].Name = "nobody.knows.this"),
        Tell(static batch => batch.Types_[0].Name = new string('n', 300)),
        Tell(static batch => batch.Types_[0].Id = 0),
        Tell(static batch => batch.Envelopes[0].Payload = ByteString.CopyFrom(0xC1)),
        Tell(static batch => batch.Envelopes[0].Payload = ByteString.CopyFrom(0x91, 5, 5)),
        Tell(static batch => batch.Envelopes[0].Target = 9),
        Tell(static batch => batch.Envelopes[0].Type = 9),
        Tell(static batch => batch.Envelopes[0].Sender = 9),
        Tell(static batch => batch.Envelopes[0].Large = 9),
        Tell(static batch => batch.Envelopes[0].Reply = 9),
        [new() { Chunk = new Chunk { Id = 1, Total = 2, Data = ByteString.CopyFrom(0x91, 5) } }, .. Tell(static batch => (batch.Envelopes[0].Large, batch.Envelopes[0].Payload) = (1, ByteString.Empty))],
        [new() { Control = new Control { Sequence = 1, Watch = new Watch() } }],
        [new() { Control = new Control { Sequence = 1, Watch = new Watch { Target = new ActorId { Path = "no path" } } } }],
        [new() { Control = new Control { Sequence = 0, Unwatch = new Unwatch() } }],
        [new() { Control = new Control { Sequence = 2, Unwatch = new Unwatch() } }],
        [new() { Control = new Control { Sequence = 1 } }, new() { Control = new Control { Sequence = 1 } }],
        [Stop(1, "/user/nobody", 0, false)],
        [Stop(1, "/system/deadLetters", 0, true)],
        [Stop(1, "/user/echo", 99, false)],
        [.. Enumerable.Range(1, 300).Select(i => new Frame { Control = new Control { Sequence = (ulong)i, Refused = new Refused { Reason = (RejectReason)(i % 20), Detail = "d" } } })],
        [new() { Hello = FrameSeeds.HelloOf(StreamKind.Client) }],
        [new() { Welcome = new Welcome() }],
        [new()],
    ];

    private static Frame[] Tell(Action<Batch> spoil)
    {
        var batch = FrameSeeds.Messages();
        spoil(batch);
        return [new Frame { Batch = batch }];
    }

    private static Frame Stop(ulong sequence, string path, ulong uid, bool poison) =>
        new() { Control = new Control { Sequence = sequence, Stop = new StopActor { Target = new ActorId { Path = path, Uid = uid }, Poison = poison } } };

    /// <summary>The node's own messages, and the same in every way different.</summary>
    private static IEnumerable<Frame[]> Manifests
    {
        get
        {
            var own = new NodeManifest(CodecTarget.Registry, 4096).ToFrames(60_000).Single();
            yield return [own];
            yield return [Changed(own, static entry => entry.Format = 1)];
            yield return [Changed(own, static entry => entry.Shape++)];
            yield return [Changed(own, static entry => (entry.Shape, entry.Members[^1]) = (entry.Shape + 1, 1))];
            var longer = Changed(own, static entry => entry.Shape++);
            foreach (var entry in longer.Manifest.Entries) entry.Members.Add(7);
            yield return [own, longer, Changed(longer, static entry => entry.Format = 2), Changed(own, static entry => entry.Members.Clear())];
            var endless = own.Clone();
            while (endless.Manifest.Entries.Count < 65) endless.Manifest.Entries.Add(new ManifestEntry { Id = "nobody.knows" });
            endless.Manifest.Entries[0].Members.Add(Enumerable.Repeat(1u, MessageShape.MaxMembers + 1));
            yield return [endless, endless];
        }
    }

    private static Frame Changed(Frame frame, Action<ManifestEntry> change)
    {
        var changed = frame.Clone();
        foreach (var entry in changed.Manifest.Entries.Where(entry => entry.Members.Count > 0)) change(entry);
        return changed;
    }
}
