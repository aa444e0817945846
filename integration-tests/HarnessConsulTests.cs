namespace Actors.IntegrationTests;

/// <summary>The harness against real Consul agents: what the scenario tests rely on.</summary>
public sealed class HarnessConsulTests
{
    [RequiresConsulFact]
    public async Task DevAgent_Restarted_HasLostItsData()
    {
        await using ConsulAgent agent = await ConsulAgent.StartAsync();
        Assert.True(await agent.Api.PutAsync("key", "value"));
        Assert.Equal("value", await agent.Api.GetAsync("key"));

        await agent.RestartAsync();

        Assert.Null(await agent.Api.GetAsync("key"));
    }

    [RequiresConsulFact]
    public async Task AgentWithData_KilledAndStartedAgain_HasKeptIt()
    {
        await using ConsulAgent agent = await ConsulAgent.StartAsync(keepsData: true);
        Assert.True(await agent.Api.PutAsync("key", "value"));

        await agent.RestartAsync();

        Assert.Equal("value", await agent.Api.GetAsync("key"));
    }

    [RequiresConsulFact]
    public async Task Agent_WhilePaused_AnswersOnlyAfterResuming()
    {
        await using ConsulAgent agent = await ConsulAgent.StartAsync();

        agent.Pause();
        Task<bool> write = agent.Api.PutAsync("key", "value");
        using var probe = new ConsulApi(agent.Address);
        using var impatience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe.GetAsync("key", impatience.Token));
        agent.Resume();

        Assert.True(await write);
    }

    [RequiresConsulFact]
    public async Task TwoAgents_AtOnce_AreIndependent()
    {
        await using ConsulAgent one = await ConsulAgent.StartAsync();
        await using ConsulAgent other = await ConsulAgent.StartAsync();

        Assert.True(await one.Api.PutAsync("key", "value"));

        Assert.Null(await other.Api.GetAsync("key"));
    }
}
