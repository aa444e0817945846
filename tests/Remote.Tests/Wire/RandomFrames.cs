using Actors.Remote.Proto;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Actors.Remote.Tests;

/// <summary>Batches of every shape, made from a seed so that a failure can be run again.</summary>
internal static class RandomFrames
{
    /// <summary>Runs <paramref name="check"/> for many seeds; a failure names its seed.</summary>
    internal static void ForAllSeeds(Action<Random> check, int count = 300) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed => check(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count));

    internal static Batch NextBatch(this Random random)
    {
        var batch = new Batch { ResetTables = random.Next(4) == 0 };
        for (int i = random.Next(4); i > 0; i--)
            batch.Targets.Add(new TargetDefinition { Id = random.NextUInt32(), Path = random.NextText(), Uid = random.NextUInt64() });
        for (int i = random.Next(4); i > 0; i--)
            batch.Types_.Add(new TypeDefinition { Id = random.NextUInt32(), Name = random.NextText() });
        for (int i = random.Next(8); i > 0; i--) batch.Envelopes.Add(random.NextEnvelope());
        return batch;
    }

    internal static Envelope NextEnvelope(this Random random) => new()
    {
        Target = random.NextUInt32(),
        Type = random.NextUInt32(),
        Payload = ByteString.CopyFrom(random.NextPayload()),
        Sender = random.NextUInt32(),
        Ask = random.NextUInt64(),
        Reply = random.NextUInt64(),
        Failure = (AskFailure)(random.Next(3) == 0 ? (int)random.NextUInt32() : 0),
        Hops = random.NextUInt32(),
        Epoch = random.NextUInt64(),
        Large = random.NextUInt32(),
        Trace = random.Next(3) == 0 ? new TraceContext { Traceparent = "00-", Tracestate = new string('s', random.Next(600)) } : null,
    };

    /// <summary>Zero, or a number of any length in bits.</summary>
    internal static ulong NextUInt64(this Random random) =>
        random.Next(3) == 0 ? 0 : (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);

    internal static uint NextUInt32(this Random random) => (uint)random.NextUInt64();

    /// <summary>Lengths around every border at which the room for a length changes, and others.</summary>
    private static byte[] NextPayload(this Random random)
    {
        int border = random.Next(6) switch { 0 => 0, 1 => 1, 2 => 127, 3 => 16_383, _ => random.Next(200) };
        byte[] payload = new byte[Math.Max(0, border + random.Next(-20, 5))];
        random.NextBytes(payload);
        return payload;
    }

    private static string NextText(this Random random)
    {
        string[] parts = ["/user/", "greeter", "ü", "漢字", "🙂", "", "a%2Fb", new string('x', 130)];
        return string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
