using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests.Serialization;

/// <summary>Whatever a message holds, it comes back equal.</summary>
public sealed class RoundTripPropertyTests
{
    // Text as users have it: any characters, but whole ones (half a surrogate pair is refused, see WriteFailureTests).
    private static readonly Gen<string> Text =
        from runes in Gen.ListOf(Gen.OneOf(Gen.Choose(0, 0x7f), Gen.Choose(0x80, 0x7ff), Gen.Choose(0xe000, 0xffff), Gen.Choose(0x10000, 0x10ffff)))
        select string.Concat(runes.Select(char.ConvertFromUtf32));

    // Small numbers are common in messages, the borders of the encodings in bugs.
    private static readonly Gen<long> Number = Gen.OneOf(
        from small in Gen.Choose(-200, 300)
        select (long)small,
        from bit in Gen.Choose(0, 63)
        from away in Gen.Choose(-1, 1)
        from sign in Gen.Elements(1, -1)
        select unchecked(((1L << bit) + away) * sign),
        ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<byte[]> Bytes = ArbMap.Default.GeneratorFor<byte[]>();

    private static readonly Gen<DateTime> Moment =
        from ticks in Number
        select new DateTime((long)((ulong)ticks % (ulong)DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    private static readonly Gen<DateTimeOffset> Zoned =
        from moment in Moment
        from minutes in Gen.Choose(-14 * 60, 14 * 60)
        let ticks = Math.Clamp(moment.Ticks, 14 * TimeSpan.TicksPerHour, DateTime.MaxValue.Ticks - (14 * TimeSpan.TicksPerHour))
        select new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(minutes));

    private static readonly Gen<decimal> Money =
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from mid in Gen.Choose(int.MinValue, int.MaxValue)
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from scale in Gen.Choose(0, 28)
        from negative in Gen.Elements(true, false)
        select new decimal(low, mid, high, negative, (byte)scale);

    private static readonly Gen<Point> Points =
        from x in Number
        from y in Number
        select new Point((int)x, (int)y);

    private static readonly Gen<Line> Lines =
        from start in Points
        from end in Points
        from label in Gen.OneOf(Text, Gen.Constant<string?>(null)!)
        select new Line(start, end, label);

    [Fact]
    public void Numbers_Any_ComeBackEqual()
    {
        var messages =
            from i in Number
            from j in Number
            from real in ArbMap.Default.GeneratorFor<double>()
            from money in Money
            select new Numbers(i > j, (sbyte)i, (short)j, (int)i, j, (byte)i, (ushort)j, (uint)i, (ulong)j, (float)real, real, (char)i, money, (Colour)(byte)j, (Far)i);
        ForAll(messages, (message, copy) => message == copy && decimal.GetBits(message.Decimal).SequenceEqual(decimal.GetBits(copy.Decimal)));
    }

    [Fact]
    public void Texts_Any_ComeBackEqual()
    {
        var messages =
            from text in Text
            from bytes in Bytes
            from more in Bytes
            from id in ArbMap.Default.GeneratorFor<Guid>()
            select new Texts(text, bytes.Length % 2 == 0 ? text : null, bytes, bytes.Length % 2 == 0 ? more : null, more, id);
        ForAll(messages, (message, copy) =>
            (message.Text, message.Maybe, message.Id) == (copy.Text, copy.Maybe, copy.Id)
            && message.Bytes.SequenceEqual(copy.Bytes)
            && (message.MaybeBytes is null ? copy.MaybeBytes is null : message.MaybeBytes.SequenceEqual(copy.MaybeBytes!))
            && message.Memory.Span.SequenceEqual(copy.Memory.Span));
    }

    [Fact]
    public void Times_Any_ComeBackEqual()
    {
        var messages =
            from moment in Moment
            from zoned in Zoned
            from span in Number
            select new Times(moment, zoned, new TimeSpan(span), span % 2 == 0 ? zoned : null);
        ForAll(messages, (message, copy) => message == copy && message.Local.Offset == copy.Local.Offset && copy.Utc.Kind == DateTimeKind.Utc);
    }

    [Fact]
    public void Collections_Any_ComeBackEqual()
    {
        var messages =
            from numbers in Gen.ListOf(Number)
            from texts in Gen.ListOf(Text)
            from lines in Gen.ListOf(Lines)
            from points in Gen.ListOf(Points)
            from bytes in Bytes
            select new Collections(
                [.. numbers.Select(number => (int)number)],
                [.. texts],
                [.. lines],
                [.. numbers.Select(number => (double)number)],
                texts.Distinct(StringComparer.Ordinal).ToDictionary(text => text, text => text.Length),
                points.Select((point, index) => (point, index)).Take(256).ToDictionary(pair => (Colour)pair.index, pair => pair.index % 3 == 0 ? (Point?)null : pair.point),
                [.. numbers],
                [[.. texts], []],
                new() { [points.Count] = [new() { [Guid.Empty] = bytes }] });
        ForAll(messages, (message, copy) =>
            message.Array.SequenceEqual(copy.Array)
            && message.List.SequenceEqual(copy.List)
            && message.Lines.SequenceEqual(copy.Lines)
            && message.Doubles.AsEnumerable().SequenceEqual(copy.Doubles)
            && message.Counts.SequenceEqual(copy.Counts)
            && message.Points.SequenceEqual(copy.Points)
            && message.Set.SetEquals(copy.Set)
            && message.Jagged[0].SequenceEqual(copy.Jagged[0])
            && message.Deep.Values.Single()[0][Guid.Empty].SequenceEqual(copy.Deep.Values.Single()[0][Guid.Empty]));
    }

    private static void ForAll<T>(Gen<T> messages, Func<T, T, bool> areEqual) =>
        Prop.ForAll(messages.ToArbitrary(), message => areEqual(message, Payload.Copy(message))).QuickCheckThrowOnFailure();
}
