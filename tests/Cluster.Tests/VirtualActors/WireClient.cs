using Actors.Remote;
using Actors.Remote.Proto;
using Google.Protobuf;

namespace Actors.Cluster.Tests.VirtualActors;

/// <summary>A client without an address, as any program that speaks proto/remote.proto is.</summary>
internal sealed class WireClient(ILinkStream stream) : IAsyncDisposable
{
    private static readonly byte[] Nonce = new byte[16];

    private readonly HandshakeStream _frames = new(stream);

    internal async Task BeginAsync(RemoteOptions options)
    {
        var hello = new Hello { VersionMin = 1, VersionMax = 1, Cluster = options.Cluster, Kind = StreamKind.Client, Nonce = ByteString.CopyFrom(Nonce) };
        await SendAsync(new Frame { Hello = hello });
        var challenge = (await _frames.ReadAsync(default)).Challenge;
        await SendAsync(new Frame { Proof = new Proof { Proof_ = ByteString.CopyFrom(Credentials.DiallerProof(options, hello, challenge)) } });
        Assert.NotNull((await _frames.ReadAsync(default)).Welcome);
    }

    /// <summary>Asks without waiting for the answer.</summary>
    internal Task SendAskAsync(string path, string type, byte[] payload, ulong number = 77)
    {
        var batch = new Batch { ResetTables = true };
        batch.Targets.Add(new TargetDefinition { Id = 1, Path = path });
        batch.Types_.Add(new TypeDefinition { Id = 1, Name = type });
        batch.Envelopes.Add(new Envelope { Target = 1, Type = 1, Payload = ByteString.CopyFrom(payload), Ask = number });
        return SendAsync(new Frame { Batch = batch });
    }

    /// <summary>Asks once and returns the envelope that answers.</summary>
    internal async Task<(Envelope Envelope, string? Type)> AskAsync(string path, string type, byte[] payload, ulong number = 77)
    {
        await SendAskAsync(path, type, payload, number);
        using var limit = new CancellationTokenSource(Nodes.TestMembers.Patience);
        while (true)
        {
            if ((await _frames.ReadAsync(limit.Token)).Batch is { } answer) return (Assert.Single(answer.Envelopes), answer.Types_.FirstOrDefault()?.Name);
        }
    }

    public ValueTask DisposeAsync()
    {
        stream.Abort("the test is over");
        return stream.DisposeAsync();
    }

    private Task SendAsync(Frame frame) => _frames.WriteAsync(frame, default).AsTask();
}
