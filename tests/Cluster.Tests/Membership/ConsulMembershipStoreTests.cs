using Actors.Tests;

namespace Actors.Cluster.Tests;

[RequiresConsul]
public sealed class ConsulMembershipStoreTests(ConsulAgent agent) : MembershipStoreContract, IClassFixture<ConsulAgent>
{
    protected override IMembershipStore CreateStore() => new ConsulMembershipStore(new ConsulOptions { Address = agent.Address });
}
