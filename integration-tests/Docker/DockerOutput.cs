using System.Buffers.Binary;
using System.Text;

namespace Actors.IntegrationTests;

/// <summary>
/// Decodes the output of a container without a terminal, which the engine sends as frames:
/// <code>
/// byte 0      1 standard output, 2 standard error
/// bytes 1-3   zero
/// bytes 4-7   length of the payload, big-endian
/// then        the payload
/// </code>
/// </summary>
internal static class DockerOutput
{
    private const int HeaderBytes = 8;

    /// <summary>Longer frames than this the engine does not send.</summary>
    private const int MaxFrameBytes = 1 << 20;

    /// <summary>Gives line after line until the stream ends; a last line without an end counts.</summary>
    public static async Task ReadLinesAsync(Stream stream, Action<string> onLine, CancellationToken cancellation)
    {
        var header = new byte[HeaderBytes];
        var unfinished = new[] { new MemoryStream(), new MemoryStream(), new MemoryStream() };
        while (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellation)
            .ConfigureAwait(false) == HeaderBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            if (header[0] > 2 || length > MaxFrameBytes)
                throw new InvalidDataException($"Not a frame of container output: {Convert.ToHexString(header)}.");
            var payload = new byte[length];
            await stream.ReadExactlyAsync(payload, cancellation).ConfigureAwait(false);
            Take(payload, unfinished[header[0]], onLine);
        }
        foreach (MemoryStream rest in unfinished)
            if (rest.Length > 0)
                onLine(Text(rest));
    }

    private static void Take(ReadOnlySpan<byte> payload, MemoryStream unfinished, Action<string> onLine)
    {
        while (payload.IndexOf((byte)'\n') is var end and >= 0)
        {
            unfinished.Write(payload[..end]);
            onLine(Text(unfinished));
            unfinished.SetLength(0);
            payload = payload[(end + 1)..];
        }
        unfinished.Write(payload);
    }

    private static string Text(MemoryStream bytes) =>
        Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length).TrimEnd('\r');
}
