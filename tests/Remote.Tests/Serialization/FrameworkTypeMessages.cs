using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;

namespace Actors.Remote.Tests.Serialization;

[Message("corpus.framework")]
public sealed record FrameworkTypes(
    DateOnly Date,
    TimeOnly Time,
    Half Half,
    Int128 Int128,
    UInt128 UInt128,
    BigInteger Big,
    Uri Uri,
    Version Version,
    ActorPath Path,
    DateOnly? MaybeDate = null,
    Uri? MaybeUri = null);

[Message("corpus.more-collections")]
public sealed record MoreCollections(
    IList<int> List,
    ICollection<string> Collection,
    IEnumerable<int> Enumerable,
    ISet<string> Set,
    IDictionary<string, int> Map,
    ReadOnlyCollection<string?> Fixed,
    ImmutableList<Point> Points,
    ImmutableHashSet<Int128> Numbers,
    ImmutableDictionary<DateOnly, string?> Days,
    HashSet<BigInteger> Bigs);

[Message("corpus.fixed-collections")]
public sealed record FixedCollections(
    FrozenSet<long> Numbers,
    FrozenDictionary<string, int> Counts,
    ReadOnlyDictionary<long, string?> Names,
    IImmutableList<string> List,
    IImmutableSet<int> Set,
    IImmutableDictionary<int, Point> Map);

[Message("corpus.tuples")]
public sealed record Tuples((int A, string? B) Two, ((int, int), Point)? Nested, Tuple<int, string> Class, KeyValuePair<string, long> Pair, (int, int, int, int, int, int, int, int, string) Nine);

[Message("corpus.page")]
public sealed record Page<T>(IReadOnlyList<T> Items, T? Last, int Total = 7);

[Message("corpus.entry")]
public readonly record struct Entry<TKey, TValue>(TKey Key, TValue Value);

[Message("corpus.pages")]
public sealed record Pages(Page<Line> Lines, Page<string>? Texts, Page<Entry<string, int>> Deep);

[Message("corpus.holder")]
public sealed record Holder<T>(T Value);

/// <summary>Generic messages of one form on the wire, or of one type at run time.</summary>
[Message("corpus.alike")]
public sealed record Alike(Holder<long> Number, Holder<Far> Enum, Holder<int[]> Array, Holder<List<int>> List, Holder<string> Text, Holder<string?> Maybe);

[Message("corpus.frozen-texts")]
public sealed record FrozenTexts(FrozenSet<string> Set, FrozenDictionary<string, int> Map, FrozenSet<long> Numbers);

/// <summary>Takes much when all of it is left out.</summary>
[Message("corpus.fat")]
public sealed record Fat(List<int> A, List<int> B, Dictionary<string, int> C, Dictionary<string, int> D, HashSet<int> E, HashSet<string> F);

[Message("corpus.fats")]
public sealed record Fats(IReadOnlyList<Fat> Items);

[Message("corpus.wide")]
public readonly record struct Wide(Guid A, Guid B, Guid C, Guid D, decimal E, decimal F, decimal G, decimal H);

[Message("corpus.wides")]
public sealed record Wides(Wide?[] Items);

[Message("corpus.hollow-core")]
public readonly record struct HollowCore(Dictionary<int, int> A, Dictionary<int, int> B, Dictionary<int, int> C, Dictionary<int, int> D, HashSet<int> E, HashSet<int> F, HashSet<int> G, HashSet<int> H);

[Message("corpus.hollow")]
public readonly record struct Hollow(HollowCore Core);

[Message("corpus.hollows")]
public sealed record Hollows(Hollow[] Items);

[Message("corpus.shape")]
public abstract record Shape(string Name);

[Message("corpus.circle"), MessageTag(1)]
public sealed record Circle(string Name, double Radius) : Shape(Name);

#pragma warning disable CA1852 // a case that another case derives from is under test
[Message("corpus.box"), MessageTag(300)]
public record Box(string Name, int Width) : Shape(Name);
#pragma warning restore CA1852

[Message("corpus.crate"), MessageTag(0)]
public sealed record Crate(string Name, int Width, Shape? Content) : Box(Name, Width);

[Message("corpus.drawing")]
public sealed record Drawing(Shape Main, Shape? Second, List<Shape> Others);

/// <summary>Stands for a type that is not ours.</summary>
[Message("corpus.complex")]
public readonly record struct ComplexMessage(double Real, double Imaginary) : IMessageSurrogate<ComplexMessage, Complex>
{
    public static ComplexMessage FromValue(Complex value) => new(value.Real, value.Imaginary);

    public Complex ToValue() => new(Real, Imaginary);
}

/// <summary>Stands for a class, and takes no more than it likes.</summary>
[Message("corpus.timezone")]
public sealed record ZoneMessage(string Id) : IMessageSurrogate<ZoneMessage, TimeZoneInfo>
{
    public static ZoneMessage FromValue(TimeZoneInfo value) => new(value.Id);

    public TimeZoneInfo ToValue() => Id == "UTC" ? TimeZoneInfo.Utc : throw new ArgumentException($"no zone '{Id}' here");
}

[Message("corpus.foreign")]
public sealed record Foreign(Complex Number, Complex? Maybe, List<Complex> Many, TimeZoneInfo Zone, TimeZoneInfo? MaybeZone);
