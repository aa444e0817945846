using Actors.Remote.Proto;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests;

public sealed class ChunkTests
{
    /// <summary>Chunks are written and read by hand as the generated classes do.</summary>
    [Fact]
    public void Chunk_WrittenAndRead_IsThatOfTheGeneratedClasses() => Prop.ForAll<uint, NonEmptyArray<byte>>((id, data) =>
    {
        using var buffer = new WireBuffer(16, 1024 * 1024);
        id = Math.Max(1, id); // 0 stands for none
        ChunkView.Write(buffer, id, data.Get.Length, data.Get);
        var message = buffer.WrittenSpan[FrameReader.PrefixBytes..];
        var chunk = Frame.Parser.ParseFrom(message).Chunk;
        var view = ChunkView.Decode(FrameReader.Parse(message));
        return chunk.Id == id && chunk.Total == data.Get.Length && chunk.Data.Span.SequenceEqual(data.Get)
            && view.Id == id && view.Total == data.Get.Length && view.Data.SequenceEqual(data.Get);
    }).QuickCheckThrowOnFailure();
}
