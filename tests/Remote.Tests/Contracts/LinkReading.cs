using System.Buffers;
using System.IO.Pipelines;

namespace Actors.Remote.Tests;

/// <summary>Ways to read a link that several tests share.</summary>
internal static class LinkReading
{
    internal static async Task<byte[]> ReadExactlyAsync(this ILinkStream link, int bytes)
    {
        ReadResult result = await link.Input.ReadAtLeastAsync(bytes);
        byte[] read = result.Buffer.Slice(0, bytes).ToArray();
        link.Input.AdvanceTo(result.Buffer.GetPosition(bytes));
        return read;
    }

    /// <summary>Reads until the peer's end, giving each chunk to <paramref name="take"/>.</summary>
    internal static async Task ReadToEndAsync(this ILinkStream link, Action<ReadOnlySequence<byte>>? take = null)
    {
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            take?.Invoke(result.Buffer);
            link.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    /// <summary>Sends back whatever comes until the peer's end.</summary>
    internal static async Task EchoAsync(this ILinkStream link)
    {
        while (true)
        {
            ReadResult result = await link.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> chunk in result.Buffer) await link.WriteAsync(chunk, default);
            link.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }
}
