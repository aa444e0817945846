namespace Actors.Cluster.Tests.Nodes;

public sealed class ClusterOptionsTests
{
    [Fact]
    public void Validate_WrongSetting_NamesIt()
    {
        var good = TestMembers.Options(new InMemoryMembershipStore(new InMemoryStoreState()));
        good.Validate();
        Refuses(good with { MaxWaitingPerShard = -1 }, nameof(ClusterOptions.MaxWaitingPerShard));
        Refuses(good with { MaxWait = TimeSpan.Zero }, nameof(ClusterOptions.MaxWait));
        Refuses(good with { LeaveTimeout = TimeSpan.Zero }, nameof(ClusterOptions.LeaveTimeout));
    }

    private static void Refuses(ClusterOptions options, string setting) =>
        Assert.Contains(setting, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
}
