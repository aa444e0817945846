using Actors.Remote.Tests.Links;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Watching;

/// <summary>What the control lane sends again.</summary>
public sealed class ControlResendTests
{
    /// <summary>
    /// All that was written and not acknowledged comes again in the next session, in order, with the numbers it had. Fails when
    /// ControlPump.OnBound does not begin at the first: nothing comes.
    /// </summary>
    [Fact]
    public async Task Stops_NotAcknowledged_ComeAgainWithTheirNumbers()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("a");
        await using var raw = await RawAcceptor.StartAsync(cluster.Transport("raw"));
        for (int i = 1; i <= 3; i++) ActorSystem.Stop(node.System.Resolve<Number>($"actors://raw@127.0.0.1:{raw.Port}/user/{i}"));
        for (int session = 0; session < 5; session++)
        {
            for (ulong i = 1; i <= 3; i++)
            {
                var control = await raw.NextAsync();
                Assert.Equal((i, $"/user/{i}"), (control.Sequence, control.Stop.Target.Path));
            }

            raw.Break();
        }
    }

    /// <summary>Fails when ControlPump.Acknowledge takes one off too many: the second never comes again.</summary>
    [Fact]
    public async Task Stops_OfWhichTheFirstIsAcknowledged_ComeAgainFromTheSecondOn()
    {
        await using var cluster = new TestCluster();
        var node = await cluster.StartAsync("a");
        await using var raw = await RawAcceptor.StartAsync(cluster.Transport("raw"));
        for (int i = 1; i <= 3; i++) ActorSystem.Stop(node.System.Resolve<Number>($"actors://raw@127.0.0.1:{raw.Port}/user/{i}"));
        for (ulong i = 1; i <= 3; i++) Assert.Equal(i, (await raw.NextAsync()).Sequence);
        await raw.AcknowledgeAsync(1);
        raw.Break();
        for (ulong i = 2; i <= 3; i++) Assert.Equal((i, $"/user/{i}"), (await raw.NextAsync()) is var control ? (control.Sequence, control.Stop.Target.Path) : default);
    }
}
