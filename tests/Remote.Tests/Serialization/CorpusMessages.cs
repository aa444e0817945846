using System.Collections.Immutable;

namespace Actors.Remote.Tests.Serialization;

[MessageManifest(typeof(Page<int>), typeof(Entry<Colour, Page<Line>>), typeof(Sequenced<Nodes.Number>), typeof(WorkerOffer<Nodes.Number>))]
public static partial class CorpusMessages;

public enum Colour : byte
{
    Red,
    Green = 200,
}

public enum Far : long
{
    Near,
    VeryFar = long.MinValue,
}

[Message("corpus.empty")]
public sealed record Empty;

[Message("corpus.numbers")]
public sealed record Numbers(
    bool Flag,
    sbyte Int8,
    short Int16,
    int Int32,
    long Int64,
    byte UInt8,
    ushort UInt16,
    uint UInt32,
    ulong UInt64,
    float Single,
    double Double,
    char Char,
    decimal Decimal,
    Colour Colour,
    Far Far);

[Message("corpus.texts")]
public sealed record Texts(string Text, string? Maybe, byte[] Bytes, byte[]? MaybeBytes, ReadOnlyMemory<byte> Memory, Guid Id);

[Message("corpus.times")]
public sealed record Times(DateTime Utc, DateTimeOffset Local, TimeSpan Span, DateTimeOffset? Maybe);

[Message("corpus.nullables")]
public sealed record Nullables(int? Int, bool? Bool, double? Double, Guid? Id, Colour? Colour, Point? Point, Line? Line, decimal? Decimal, List<int?>? Ints);

[Message("corpus.point")]
public readonly record struct Point(int X, int Y);

[Message("corpus.line")]
public sealed record Line(Point From, Point To, string? Label = null);

[Message("corpus.collections")]
public sealed record Collections(
    int[] Array,
    List<string> List,
    IReadOnlyList<Line> Lines,
    ImmutableArray<double> Doubles,
    Dictionary<string, int> Counts,
    IReadOnlyDictionary<Colour, Point?> Points,
    HashSet<long> Set,
    string?[][] Jagged,
    Dictionary<int, List<Dictionary<Guid, byte[]>>> Deep);

[Message("corpus.tree")]
public sealed record Tree(int Value, IReadOnlyList<Tree> Children);

/// <summary>A plain class: a constructor for one member, an initializer for the others.</summary>
[Message("corpus.plain")]
public sealed class Plain(int number)
{
    public int Number { get; } = number;

    public string Name { get; init; } = "";

    public required Point Place { get; init; }

    /// <summary>Computed: does not travel.</summary>
    public int Twice => Number * 2;

    public static int Ignored => 1;
}

#pragma warning disable CA1051, CA1815 // that fields travel is under test
[Message("corpus.struct")]
public struct Fields
{
    public int A;
    public string? @class;
}
#pragma warning restore CA1051, CA1815

[Message("corpus.keyed")]
public sealed record Keyed([property: MessageKey(3)] string Last, [property: MessageKey(0)] int First)
{
    [MessageKey(5)]
    public bool Flag { get; init; }
}

public abstract record Animal(string Name);

[Message("corpus.cat")]
public sealed record Cat(int Lives, string Name) : Animal(Name)
{
    public int Age { get; init; }
}

public static class Outer
{
    [Message("corpus.inner")]
    internal sealed record Inner(string @event);
}

[Message("corpus.refs")]
public sealed record Refs(ActorRef<Line> Target, ActorRef<string>? Maybe, List<ActorRef<Animal>> Many);

// Versions of one message: V2 adds members at the end.
[Message("corpus.v1")]
public sealed record Version1(int A);

[Message("corpus.v2")]
public sealed record Version2(
    int A,
    int B,
    string Text,
    int? C,
    List<int> List,
    Dictionary<string, int> Map,
    HashSet<int> Set,
    ImmutableArray<int> Immutable,
    byte[] Bytes,
    Point Point,
    string Greeting = "hi \"you\"",
    double Factor = -1.5,
    Colour Colour = Colour.Green,
    char Mark = '\n',
    long Big = long.MinValue,
    decimal Price = 12.50m,
    float Nothing = float.NaN,
    Line? Line = null);

[Message("corpus.v2init")]
public sealed class Version2Init
{
    public int A { get; init; }

    public string Text { get; init; } = "initial";

    public long Number { get; init; } = 5;

    public Colour Colour { get; init; } = Colour.Green;

    public int? Maybe { get; init; } = 7;

    public decimal Price { get; init; } = 1;

    public string NotReally { get; init; } = null!;

    public IReadOnlyList<int> List { get; init; } = [];
}

[Message("corpus.v2strict")]
public sealed record Version2Strict(int A, Line Line);

#pragma warning disable CA1852 // what a derived instance does is under test
[Message("corpus.open")]
public record Unsealed(int A);
#pragma warning restore CA1852

public sealed record Derived(int A, int B) : Unsealed(A);

[Message("corpus.guarded")]
public sealed record Guarded
{
    public Guarded(int age)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(age);
        Age = age;
    }

    public int Age { get; }
}
