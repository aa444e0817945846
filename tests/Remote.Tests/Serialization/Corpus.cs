using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace Actors.Remote.Tests.Serialization;

/// <summary>Messages that between them hold every supported type, and each of its extremes.</summary>
internal static class Corpus
{
    internal static readonly Numbers Largest = new(
        true, sbyte.MaxValue, short.MaxValue, int.MaxValue, long.MaxValue, byte.MaxValue, ushort.MaxValue, uint.MaxValue, ulong.MaxValue,
        float.MaxValue, double.MaxValue, char.MaxValue, decimal.MaxValue, Colour.Green, (Far)long.MaxValue);

    internal static readonly Numbers Smallest = new(
        false, sbyte.MinValue, short.MinValue, int.MinValue, long.MinValue, 0, 0, 0, 0,
        float.NegativeInfinity, double.Epsilon, '\0', decimal.MinValue, Colour.Red, Far.VeryFar);

    internal static readonly Texts Texts = new(
        "Grüße, 世界 \U0001F600\0", null, [0, 255, 0xc1], [], new byte[300], Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));

    internal static readonly Times Times = new(
        new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc).AddTicks(1234567),
        new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromMinutes(-210)),
        TimeSpan.MinValue,
        DateTimeOffset.UnixEpoch);

    internal static readonly Nullables None = new(null, null, null, null, null, null, null, null, null);

    internal static readonly Nullables Some = new(-33, false, 0.5, Guid.Empty, Colour.Red, new Point(-1, 128), new Line(new(1, 2), new(3, 4)), 0.10m, [1, null, 70_000]);

    internal static readonly Collections Collections = new(
        [.. Enumerable.Range(-20, 40)],
        ["", new string('a', 10), new string('b', 31), new string('c', 32), new string('ü', 200), new string('d', 70_000)],
        [new Line(new(0, 0), new(1, 1), "label")],
        [1.5, double.NaN],
        Enumerable.Range(0, 20).ToDictionary(i => $"key {i}"),
        new Dictionary<Colour, Point?> { [Colour.Green] = null, [(Colour)77] = new Point(1, 2) },
        [1L, long.MinValue],
        [["x", null], []],
        new() { [5] = [new() { [Guid.Empty] = [1, 2] }, []] });

    internal static readonly Collections NoCollections = new([], [], [], [], [], new Dictionary<Colour, Point?>(), [], [], []);

    internal static readonly Tree Tree = new(1, [new(2, []), new(3, [new(4, [])])]);

    internal static readonly Plain Plain = new(7) { Name = "seven", Place = new(7, 7) };

    internal static readonly Fields Fields = new() { A = 5, @class = "k" };

    internal static readonly Keyed Keyed = new("last", 1) { Flag = true };

    internal static readonly Cat Cat = new(9, "Tom") { Age = 3 };

    internal static readonly Outer.Inner Inner = new("nested");

    internal static readonly FrameworkTypes Framework = new(
        new DateOnly(2024, 2, 29), new TimeOnly(23, 59, 59, 999), (Half)1.5, -5, UInt128.MaxValue, -BigInteger.Pow(2, 100) - 1,
        new Uri("https://example.org/a%20b?q=ü#x"), new Version(1, 2, 3), ActorPath.FromString("/user/a/b"), DateOnly.MinValue, new Uri("../up", UriKind.Relative));

    internal static readonly FrameworkTypes LeastFramework = new(
        DateOnly.MaxValue, TimeOnly.MinValue, Half.NegativeInfinity, Int128.MinValue, 0, 0,
        new Uri("/", UriKind.Relative), new Version(0, 0), ActorPath.Root);

    internal static readonly MoreCollections More = new(
        [1, 2], ["x"], [3, 4], new HashSet<string> { "s" }, new Dictionary<string, int> { ["k"] = 1 }, new(["f", null]),
        [new Point(1, 2)], [Int128.MaxValue], ImmutableDictionary<DateOnly, string?>.Empty.Add(new DateOnly(1970, 1, 2), null), [-1, BigInteger.Pow(2, 64)]);

    internal static readonly FixedCollections Fixed = new(
        FrozenSet.ToFrozenSet([5L]), new Dictionary<string, int> { ["k"] = 1 }.ToFrozenDictionary(), new(new Dictionary<long, string?> { [7] = null }),
        ImmutableList.Create("l"), ImmutableHashSet.Create(3), ImmutableDictionary<int, Point>.Empty.Add(1, new(2, 3)));

    internal static readonly Tuples Tuples = new((1, null), ((2, 3), new(4, 5)), new(6, "seven"), new("k", 8), (1, 2, 3, 4, 5, 6, 7, 8, "nine"));

    internal static readonly Pages Pages = new(
        new([new(new(1, 2), new(3, 4))], null, 1), new(["a", "b"], "b"), new([new("k", 5)], new("l", 6)));

    internal static readonly Drawing Drawing = new(new Circle("c", 0.5), null, [new Crate("outer", 3, new Crate("inner", 2, new Box("b", 1))), new Box("d", 4)]);

    internal static readonly Foreign Foreign = new(new Complex(1, -2), null, [Complex.Zero, Complex.ImaginaryOne], TimeZoneInfo.Utc, null);

    internal static readonly ImmutableArray<object> All =
    [
        new Empty(), Largest, Smallest, Texts, Times, None, Some, new Point(1, -1), new Line(new(1, 2), new(3, 4)), Collections,
        NoCollections, Tree, Plain, Fields, Keyed, Cat, Inner, new Version1(3), new Unsealed(1), new Guarded(30),
        Framework, LeastFramework, More, Fixed, Tuples, Pages, new Page<int>([1, 2], 2, 2), new Entry<Colour, Page<Line>>(Colour.Green, new([], null)), Drawing, Foreign,
        "plain text", 42, long.MinValue, true, 2.5, new byte[] { 1, 2, 3 },
    ];
}
