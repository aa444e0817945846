using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Actors.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Bench.Workloads;

/// <summary>Transports as the stream workloads use them.</summary>
internal static class GrpcPeers
{
    private const int MaxBytes = 1024 * 1024;

    /// <summary>What follows a socket's completion runs on the thread that saw it, where the runtime does the same.</summary>
    internal static readonly GrpcTransportOptions Options = new() { PreferInlineScheduling = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS") == "1" };

    /// <summary>For raw streams: no session stands on them, so nobody counts their frames for messages.</summary>
    internal static GrpcLinkTransport Create() =>
        new(Options with { MaxWastedFramesPerSecond = 100_000_000 }, TimeProvider.System, NullLoggerFactory.Instance);

    internal static async Task<int> ListenAsync(Func<ILinkStream, Task> accept) =>
        await Create().ListenAsync("127.0.0.1", 0, accept, default);

    /// <summary>Sends a message and waits for it to come back.</summary>
    internal static async ValueTask EchoAsync(ILinkStream link, byte[] message)
    {
        await link.WriteAsync(message, default);
        ReadResult answer = await link.Input.ReadAtLeastAsync(message.Length);
        link.Input.AdvanceTo(answer.Buffer.End);
    }

    /// <summary>Sends back what comes.</summary>
    internal static async Task EchoAllAsync(ILinkStream link)
    {
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in result.Buffer) await link.WriteAsync(part, default);
            link.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    /// <summary>A gRPC message of <paramref name="bytes"/> bytes without its prefix.</summary>
    internal static byte[] Message(int bytes)
    {
        byte[] message = new byte[FrameReader.PrefixBytes + bytes];
        FrameWriter.WritePrefix(message, bytes);
        return message;
    }

    /// <summary>A message of this length asks <see cref="AnswerEndsAsync"/> for an answer: all before it has been read.</summary>
    internal const int EndMark = 1;

    /// <summary>Sends a message so often, and waits until all have been read; how many seconds that took.</summary>
    internal static async Task<double> SendAllAsync(ILinkStream link, byte[] messages, int times)
    {
        byte[] end = Message(EndMark);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++) await link.WriteAsync(messages, default);
        await link.WriteAsync(end, default);
        ReadResult answer = await link.Input.ReadAtLeastAsync(end.Length);
        link.Input.AdvanceTo(answer.Buffer.End);
        return Clock.SecondsSince(start);
    }

    /// <summary>Reads what comes, and answers each <see cref="EndMark"/>.</summary>
    internal static async Task AnswerEndsAsync(ILinkStream link)
    {
        byte[] answer = Message(EndMark);
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            ReadOnlySequence<byte> bytes = result.Buffer;
            int asked = 0;
            while (FrameReader.TryTake(ref bytes, MaxBytes, out ReadOnlySequence<byte> message))
                if (message.Length == EndMark) asked++;
            link.Input.AdvanceTo(bytes.Start, bytes.End);
            for (; asked > 0; asked--) await link.WriteAsync(answer, default);
            if (result.IsCompleted) return;
        }
    }
}
