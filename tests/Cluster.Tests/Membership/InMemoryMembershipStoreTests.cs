namespace Actors.Cluster.Tests;

public sealed class InMemoryMembershipStoreTests : MembershipStoreContract
{
    private readonly InMemoryStoreState _state = new();

    protected override IMembershipStore CreateStore() => new InMemoryMembershipStore(_state);
}
