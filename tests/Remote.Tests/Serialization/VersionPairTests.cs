using FsCheck;
using FsCheck.Fluent;

namespace Actors.Remote.Tests.Serialization;

/// <summary>
/// Whatever a version holds, every other version reads it: the members both have come across, the others get their
/// defaults. The keyed ones fail when a hole is not read as a member that was left out (seen with the generator's
/// TryReadNil for keyed messages taken out).
/// </summary>
public sealed class VersionPairTests
{
    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => string.Concat(text.Get.Where(c => !char.IsSurrogate(c))));

    [Fact]
    public void Grown_OlderSender_IsReadByEachNewer()
    {
        var older = from a in ArbMap.Default.GeneratorFor<long>() from b in Text select new Grown2(a, b);
        Prop.ForAll(older.ToArbitrary(), message =>
        {
            Assert.Equal(new Grown2(message.A), Move<Grown1, Grown2>(new Grown1(message.A)));
            Assert.Equal(new Grown3(message.A), Move<Grown1, Grown3>(new Grown1(message.A)));
            Assert.Equal(new Grown4(message.A), Move<Grown1, Grown4>(new Grown1(message.A)));
            Assert.Equal(new Grown3(message.A, message.B), Move<Grown2, Grown3>(message));
            Assert.Equal(new Grown4(message.A, message.B), Move<Grown2, Grown4>(message));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Grown_NewerSender_IsReadByEachOlder()
    {
        var newer =
            from a in ArbMap.Default.GeneratorFor<long>()
            from b in Text
            from numbers in ArbMap.Default.GeneratorFor<int[]>()
            from day in Gen.Choose(0, DateOnly.MaxValue.DayNumber)
            select new Grown4(a, b, [.. numbers], DateOnly.FromDayNumber(day), [.. numbers.Select(number => new Point(number, day))], (day, b), new Uri("/" + day, UriKind.Relative));
        Prop.ForAll(newer.ToArbitrary(), message =>
        {
            Assert.Equal(new Grown1(message.A), Move<Grown4, Grown1>(message));
            Assert.Equal(new Grown2(message.A, message.B), Move<Grown4, Grown2>(message));
            var third = Move<Grown4, Grown3>(message);
            Assert.Equal((message.A, message.B, message.D), (third.A, third.B, third.D));
            Assert.Equal(message.C, third.C);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keyed_EachVersion_IsReadByEachOther()
    {
        var first = from a in ArbMap.Default.GeneratorFor<long>() from b in Text from c in ArbMap.Default.GeneratorFor<int>() select new Keyed1(a, b, c);
        Prop.ForAll(first.ToArbitrary(), one =>
        {
            var two = new Keyed2([one.B], one.A, one.C);
            var three = new Keyed3(one.A, [one.B, one.B], one.C > 0, one.B);
            var four = new Keyed4(one.A, new Point(one.C, 1));

            Assert.Equal((one.A, one.C, 0), (Move<Keyed1, Keyed2>(one).A, Move<Keyed1, Keyed2>(one).C, Move<Keyed1, Keyed2>(one).D.Count));
            Assert.Equal((one.A, one.B, false), (Move<Keyed1, Keyed3>(one).A, Move<Keyed1, Keyed3>(one).B, Move<Keyed1, Keyed3>(one).E));
            Assert.Equal(new Keyed4(one.A, default), Move<Keyed1, Keyed4>(one));

            Assert.Equal(new Keyed1(one.A, "", one.C), Move<Keyed2, Keyed1>(two));
            Assert.Equal((one.A, "back", 1), (Move<Keyed2, Keyed3>(two).A, Move<Keyed2, Keyed3>(two).B, Move<Keyed2, Keyed3>(two).D.Count));
            Assert.Equal(new Keyed4(one.A, default), Move<Keyed2, Keyed4>(two));

            Assert.Equal(new Keyed1(one.A, one.B, 0), Move<Keyed3, Keyed1>(three));
            Assert.Equal((one.A, 0, 2), (Move<Keyed3, Keyed2>(three).A, Move<Keyed3, Keyed2>(three).C, Move<Keyed3, Keyed2>(three).D.Count));

            Assert.Equal(new Keyed1(one.A, "", 0), Move<Keyed4, Keyed1>(four));
            Assert.Equal((one.A, "back", 0), (Move<Keyed4, Keyed3>(four).A, Move<Keyed4, Keyed3>(four).B, Move<Keyed4, Keyed3>(four).D.Count));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>What the manifests say of these versions when nodes meet is what happens.</summary>
    [Fact]
    public void Shapes_OfAllPairs_AreFoundCompatible()
    {
        MessageCodec[] grown = [Payload.Registry.For<Grown1>(), Payload.Registry.For<Grown2>(), Payload.Registry.For<Grown3>(), Payload.Registry.For<Grown4>()];
        MessageCodec[] keyed = [Payload.Registry.For<Keyed1>(), Payload.Registry.For<Keyed2>(), Payload.Registry.For<Keyed3>(), Payload.Registry.For<Keyed4>()];
        foreach (var versions in new[] { grown, keyed })
        {
            foreach (var here in versions)
            {
                foreach (var there in versions)
                {
                    var theirs = new MessageShape(there);
                    var difference = new MessageShape(here).Compare(0, there.ShapeHash, theirs.MemberHashes);
                    Assert.True(difference.Text is null || difference.IsCompatible, $"{here.Id}, {there.Id}: {difference.Text}");
                }
            }
        }
    }

    private static TTo Move<TFrom, TTo>(TFrom message) => Payload.Read<TTo>(Payload.Of(message));
}
