namespace Actors.Cluster.Tests;

public sealed class EmbeddedMembershipStoreTests : MembershipStoreContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actors-embedded-").FullName;

    protected override IMembershipStore CreateStore() => new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = _directory, RequestTimeout = TimeSpan.FromSeconds(20) });

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
