using System.Collections.Immutable;

namespace Actors.Remote.Tests.Serialization;

// One message as it grew, members added at the end; each version is read by each.
[Message("grown.v1")]
public sealed record Grown1(long A);

[Message("grown.v2")]
public sealed record Grown2(long A, string B = "two");

[Message("grown.v3")]
public sealed record Grown3(long A, string B = "two", ImmutableList<int>? C = null, DateOnly D = default);

[Message("grown.v4")]
public sealed record Grown4(long A, string B = "two", ImmutableList<int>? C = null, DateOnly D = default, IReadOnlyList<Point>? E = null, (int, string)? F = null, Uri? G = null);

// One message with keys as members came and went, in any order.
[Message("keyed.v1")]
public sealed record Keyed1([property: MessageKey(0)] long A, [property: MessageKey(1)] string B, [property: MessageKey(2)] int C);

[Message("keyed.v2")]
public sealed record Keyed2([property: MessageKey(3)] IReadOnlyList<string> D, [property: MessageKey(0)] long A, [property: MessageKey(2)] int C);

[Message("keyed.v3")]
public sealed record Keyed3([property: MessageKey(0)] long A, [property: MessageKey(3)] IReadOnlyList<string> D, [property: MessageKey(5)] bool E, [property: MessageKey(1)] string B = "back");

[Message("keyed.v4")]
public sealed record Keyed4([property: MessageKey(0)] long A, [property: MessageKey(7)] Point F);
