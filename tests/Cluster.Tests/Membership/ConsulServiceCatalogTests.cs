using System.Text.Json;
using Actors.Tests;

namespace Actors.Cluster.Tests;

public sealed class ConsulServiceCatalogTests(ConsulAgent agent) : IClassFixture<ConsulAgent>
{
    private static readonly NodeAddress Address = new("shop", "127.0.0.1", 5001, 7);
    private readonly CancellationToken _token = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    private async Task<List<(string Id, string Status)>> ServicesAsync(string cluster)
    {
        using var http = new HttpClient { BaseAddress = agent.Address };
        using var found = JsonDocument.Parse(await http.GetStringAsync($"v1/health/service/actors-{cluster}", _token));
        return [.. found.RootElement.EnumerateArray().Select(e => (
            e.GetProperty("Service").GetProperty("ID").GetString()!,
            e.GetProperty("Checks").EnumerateArray().First(c => c.GetProperty("ServiceID").GetString() != "").GetProperty("Status").GetString()!))];
    }

    [RequiresConsulFact]
    public async Task Register_ThenPassThenDeregister_ShowsAndRemovesTheMember()
    {
        using var catalog = new ConsulServiceCatalog(new ConsulOptions { Address = agent.Address }, "one");
        await catalog.RegisterAsync("a", Address, _token);
        await catalog.PassAsync("a", Address, _token);
        Assert.Equal([("actors-one-a-7", "passing")], await ServicesAsync("one"));
        await catalog.DeregisterAsync("a", Address, _token);
        Assert.Empty(await ServicesAsync("one"));
    }

    [RequiresConsulFact]
    public async Task Pass_AfterTheAgentLostEverything_FailsSoThatTheMemberRegistersAgain()
    {
        using var catalog = new ConsulServiceCatalog(new ConsulOptions { Address = agent.Address }, "two");
        await catalog.RegisterAsync("a", Address, _token);
        await agent.RestartAsync();
        await Assert.ThrowsAsync<MembershipStoreException>(async () => await catalog.PassAsync("a", Address, _token));
        await catalog.RegisterAsync("a", Address, _token);
        Assert.Equal([("actors-two-a-7", "passing")], await ServicesAsync("two"));
    }

    [Fact]
    public async Task Store_WithoutAnAgent_SaysWhereItLookedAndWhichSettingToCheck()
    {
        await using var store = new ConsulMembershipStore(new ConsulOptions { Address = new Uri("http://127.0.0.1:1/") });
        var failure = await Assert.ThrowsAsync<MembershipStoreException>(async () => await store.TxnAsync([StoreOperation.Delete("a")], _token));
        Assert.Contains("http://127.0.0.1:1/", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ConsulOptions.Address", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.OutcomeUnknown);
    }
}
