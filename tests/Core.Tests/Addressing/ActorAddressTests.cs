using FsCheck;
using FsCheck.Fluent;

namespace Actors.Core.Tests;

/// <summary>The three forms of an address.</summary>
public sealed class ActorAddressTests
{
    private static readonly Gen<ActorAddress> Address =
        from system in Gen.Elements("s", "my-system", "a.b_c")
        from host in Gen.Elements("localhost", "10.0.0.1", "node-1.example", "::1", "fe80::1")
        from port in Gen.Choose(1, 65_535)
        from incarnation in Gen.Elements<ulong>(0, 1, 42, ulong.MaxValue)
        from uid in Gen.Elements<ulong>(0, 7, ulong.MaxValue)
        from path in Gen.Elements("/user/a", "/", "/cluster/k/%20", "/system/x/y")
        select new ActorAddress(new NodeAddress(system, host, port, incarnation), ActorPath.FromString(path), uid);

    [Fact]
    public void Parse_OfToString_IsTheSameAddress() =>
        Prop.ForAll(Address.ToArbitrary(), address =>
            ActorAddress.Parse(address.ToString()) == address && NodeAddress.Parse(address.Node!.ToString()) == address.Node).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Parse_PathAlone_NamesNoNode()
    {
        var address = ActorAddress.Parse("/user/a");
        Assert.Null(address.Node);
        Assert.Equal("/user/a", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("user/a")]
    [InlineData("http://s@h:1/user/a")]
    [InlineData("actors://s@h:1")]
    [InlineData("actors://s@h/user/a")]
    [InlineData("actors://h:1/user/a")]
    [InlineData("actors://@h:1/user/a")]
    [InlineData("actors://s@:1/user/a")]
    [InlineData("actors://s@h:0/user/a")]
    [InlineData("actors://s@h:65536/user/a")]
    [InlineData("actors://s@h:+80/user/a")]
    [InlineData("actors://s@h: 80/user/a")]
    [InlineData("actors://s@h:80/user/a#")]
    [InlineData("actors://s@h:80/user/a#x")]
    [InlineData("actors://s@h:80/user/a#-1")]
    [InlineData("actors://s@h:80/user/a# 1")]
    [InlineData("actors://s@h:80/user/a#1.")]
    [InlineData("actors://s@h:80/user/a#1.2.3")]
    [InlineData("actors://s@h:80/user/a#18446744073709551616")]
    [InlineData("actors://s@::1:80/user/a")]
    [InlineData("actors://s@[h]:80/user/a")]
    [InlineData("actors://s@[[::1]]:80/user/a")]
    [InlineData("actors://s@h h:80/user/a")]
    [InlineData("actors://s s@h:80/user/a")]
    [InlineData("actors://s@h:80/user/a b")]
    public void Parse_BadText_IsRefused(string text) => Assert.Throws<InvalidActorPathException>(() => ActorAddress.Parse(text));

    [Fact]
    public void Parse_VeryLongText_IsRefusedAndNotRepeatedInFull()
    {
        var error = Assert.Throws<InvalidActorPathException>(() => ActorAddress.Parse("actors://" + new string('x', 10_000)));
        Assert.True(error.Message.Length < 400);
    }

    [Fact]
    public void Resolve_OfAnEarlierLife_IsADeadRef()
    {
        using var stage = new Stage();
        var first = stage.Spawn(Behavior.Empty<int>(), "a");
        var address = first.Address;
        ActorSystem.Stop(first);
        stage.Run();
        var second = stage.Spawn(Behavior.Empty<int>(), "a");
        Assert.False(stage.System.Resolve<int>(address).IsAlive);
        Assert.Equal(second, stage.System.Resolve<int>(second.Address));
        Assert.Equal(second, stage.System.Resolve<int>("/user/a"));
    }
}
