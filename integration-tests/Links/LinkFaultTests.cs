namespace Actors.IntegrationTests;

/// <summary>
/// The network fails in the middle of traffic between two nodes, and is mended: what is told stays in order and comes at most
/// once, what is delivered reliably is neither lost nor doubled, and both flow again within 5 s.
/// </summary>
public sealed class LinkFaultTests
{
    [RequiresNetworkFact]
    public Task Link_Cut_RecoversWithNothingWrong() => RunAsync(static async two =>
    {
        await two.A.Machine.SetCableAsync(up: false);
        await two.NoticedAsync();
        await two.HealAsync(() => two.A.Machine.SetCableAsync(up: true));
    });

    [RequiresNetworkFact]
    public Task Link_BlackHoled_RecoversWithNothingWrong() => RunAsync(static async two =>
    {
        await two.A.Machine.OnArrivalAsync("-j", "DROP");
        await two.B.Machine.OnArrivalAsync("-j", "DROP");
        await two.NoticedAsync();
        await two.HealAsync(() => Task.WhenAll(two.A.Machine.HealAsync(), two.B.Machine.HealAsync()));
    });

    private static async Task RunAsync(Func<TwoMachines, Task> fault)
    {
        await NetworkNamespace.DeleteAbandonedAsync();
        await using var two = await TwoMachines.StartAsync();
        await fault(two);
        await two.FinishAsync();
    }
}
