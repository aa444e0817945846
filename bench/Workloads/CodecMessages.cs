using System.Text.Json.Serialization;
using Actors.Remote;

namespace Actors.Bench.Workloads;

[Message("bench.codec-item")]
public sealed record CodecItem(long Number, string Text);

public enum CodecState
{
    Open,
    Paid,
    Sent,
}

[Message("bench.codec-record")]
public sealed record CodecRecord(Guid Id, string Name, int Count, long Sequence, bool IsNew, double Factor, decimal Price, DateTimeOffset Written, TimeSpan Took, CodecState State);

[Message("bench.codec-line")]
public sealed record CodecLine(string Article, int Count, decimal Price);

[Message("bench.codec-order")]
public sealed record CodecOrder(Guid Id, string Customer, DateTimeOffset Placed, IReadOnlyList<CodecLine> Lines, string? Note);

[Message("bench.codec-blob")]
public sealed record CodecBlob(byte[] Bytes);

[Message("bench.codec-counts")]
public sealed record CodecCounts(Dictionary<string, int> Counts);

/// <summary>The same messages for System.Text.Json, generated at compile time too.</summary>
[JsonSerializable(typeof(CodecItem))]
[JsonSerializable(typeof(CodecRecord))]
[JsonSerializable(typeof(CodecOrder))]
[JsonSerializable(typeof(CodecBlob))]
[JsonSerializable(typeof(CodecCounts))]
internal sealed partial class CodecJson : JsonSerializerContext;
