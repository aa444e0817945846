using System.Buffers.Binary;
using System.Diagnostics;
using Actors.Tests;

namespace Actors.Remote.Tests.Serialization;

/// <summary>
/// Python's msgpack decodes the whole corpus to the values that tests/Interop/corpus.json says (written by hand, not by
/// our codec), encodes them in its own ways, and our codec reads those. Fails when a length, a number's form or a byte
/// order is wrong on both sides of our codec alike, which round trips cannot see.
/// </summary>
public sealed class InteropTests
{
    private const int EncodingsEach = 3;

    [RequiresPythonMsgpackFact]
    public async Task Corpus_ThroughPythonMsgpack_ComesBackTheSame()
    {
        var folder = Directory.CreateTempSubdirectory("actors-interop-");
        try
        {
            byte[][] ours = [.. Corpus.All.Select(Payload.OfObject)];
            string written = Path.Combine(folder.FullName, "ours.bin");
            string read = Path.Combine(folder.FullName, "theirs.bin");
            await File.WriteAllBytesAsync(written, [.. ours.SelectMany(Frame)]);
            await RunAsync("msgpack_interop.py", written, Path.Combine(Folder, "corpus.json"), read);
            var theirs = Frames(await File.ReadAllBytesAsync(read)).ToList();
            Assert.Equal(ours.Length * EncodingsEach, theirs.Count);
            for (int i = 0; i < theirs.Count; i++)
                Assert.Equal(ours[i / EncodingsEach], Again(Corpus.All[i / EncodingsEach].GetType(), theirs[i]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Interop");

    // Reads their bytes and writes them again in our form, which must be what they were made from.
    private static byte[] Again(Type type, byte[] bytes)
    {
        var reader = new MessagePackReader(bytes, null);
        object message = Payload.Registry.For(type).ReadObject(ref reader);
        Assert.Equal(0, reader.Remaining);
        return Payload.OfObject(message);
    }

    private static byte[] Frame(byte[] payload)
    {
        var frame = new byte[4 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length);
        payload.CopyTo(frame, 4);
        return frame;
    }

    private static IEnumerable<byte[]> Frames(byte[] bytes)
    {
        for (int position = 0; position < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(position));
            yield return bytes[(position + 4)..(position + 4 + length)];
            position += 4 + length;
        }
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(RequiresPythonMsgpackFactAttribute.Python, [Path.Combine(Folder, script), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
