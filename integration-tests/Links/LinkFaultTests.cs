namespace Actors.IntegrationTests;

/// <summary>
/// The network fails in the middle of traffic between two nodes, and is mended: what is told stays in order and comes at most
/// once, what is delivered reliably is neither lost nor doubled, and both flow again within 5 s. Faults of a kind run side by
/// side, each between two machines of its own. How long one lasts is counted in what the nodes send meanwhile. Seen to fail: when
/// a dial waits for TCP and pauses last 5 s, or a dead connection is left to the kernel (black holes); when what was written is
/// written again to the next session (steps come twice); when the consumer takes a number again (orders come twice).
/// </summary>
public sealed class LinkFaultTests
{
    private static readonly string[] Drop = ["-j", "DROP"];
    private static readonly string[] Reset = ["-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"];

    [RequiresNetworkFact]
    public Task Link_Cut_RecoversWithNothingWrong() => RunAllAsync(
        ("the cable is out", Faulty(static async two =>
        {
            await two.A.Machine.SetCableAsync(up: false);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 3);
            await two.HealAsync(() => two.A.Machine.SetCableAsync(up: true));
        })),
        ("connections are reset", Faulty(static async two =>
        {
            await two.OnArrivalAsync(Reset);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 7); // pauses between dials have grown
            await two.HealAsync();
        })),
        ("connections are reset again and again", Faulty(static async two =>
        {
            for (int i = 0; i < 8; i++)
            {
                await two.OnArrivalAsync(Reset);
                await two.GoOnAsync(seconds: 0.3);
                await two.MendAsync();
                await two.GoOnAsync(seconds: 0.3);
            }

            await two.HealAsync();
        })));

    [RequiresNetworkFact]
    public Task Link_BlackHoled_RecoversWithNothingWrong() => RunAllAsync(
        ("nothing arrives", Faulty(static async two =>
        {
            await two.OnArrivalAsync(Drop);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 3);
            await two.HealAsync();
        })),
        ("nothing arrives for long", Faulty(static async two =>
        {
            await two.OnArrivalAsync(Drop);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 18); // pauses between dials are as long as they get
            await two.HealAsync();
        })),
        ("nothing arrives at the first", Faulty(static async two =>
        {
            await two.A.Machine.OnArrivalAsync(Drop);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 8);
            await two.HealAsync();
        })),
        ("nothing arrives at the second", Faulty(static async two =>
        {
            await two.B.Machine.OnArrivalAsync(Drop);
            await two.NoticedAsync();
            await two.GoOnAsync(seconds: 8);
            await two.HealAsync();
        })));

    /// <summary>As when a firewall has forgotten it. The pings may go over another. Seen to fail (nobody notices) without SessionPings' look at FindUnheard.</summary>
    [RequiresNetworkFact]
    public Task Link_OneOfItsConnectionsDead_RecoversWithNothingWrong() => RunAllAsync(
        ("the first connection", Faulty(static two => LoseAsync(two, connection: 0))),
        ("the second connection", Faulty(static two => LoseAsync(two, connection: 1))));

    [RequiresNetworkFact]
    public Task Link_SlowOrLossy_HoldsAndIsOpenedAnew() => RunAllAsync(
        ("100 ms late", Delayed(static async two =>
        {
            await two.GoOnAsync(seconds: 2);
            Assert.Equal((1, 1), (two.A.State.Connected, two.B.State.Connected)); // late is not lost
            await BreakAsync(two);
        })),
        ("one packet in twenty is lost", Faulty(static async two =>
        {
            bool isShaped = await two.TryShapeAsync("loss", "5%");
            if (!isShaped) await two.OnArrivalAsync("-m", "statistic", "--mode", "random", "--probability", "0.05", "-j", "DROP");
            await two.GoOnAsync(seconds: 5);
            await BreakAsync(two);
            await two.GoOnAsync(seconds: 2);
            await two.HealAsync(() => isShaped ? two.UnshapeAsync() : two.MendAsync());
        })));

    /// <summary>The link also comes back over a network like this.</summary>
    private static async Task BreakAsync(TwoMachines two)
    {
        await two.A.Machine.OnArrivalAsync(Reset);
        await two.NoticedAsync();
        await two.A.Machine.NoMoreAsync(Reset);
        await two.FlowAsync("over a link opened anew");
    }

    private static async Task LoseAsync(TwoMachines two, int connection)
    {
        var ports = await two.A.Machine.FindConnectionsAsync();
        Assert.Equal(2, ports.Count); // control; messages and replies
        var (own, other) = ports[connection];
        await two.A.Machine.OnArrivalAsync(["-p", "tcp", "--sport", other, "--dport", own, .. Drop]);
        await two.B.Machine.OnArrivalAsync(["-p", "tcp", "--sport", own, "--dport", other, .. Drop]);
        await two.NoticedAsync();
        await two.FlowAsync("over a link opened anew beside it");
        await two.HealAsync();
    }

    private static Func<Task> Faulty(Func<TwoMachines, Task> fault) => async () =>
    {
        await using var two = await TwoMachines.StartAsync();
        await fault(two);
        await two.FinishAsync();
    };

    private static Func<Task> Delayed(Func<TwoMachines, Task> fault) => async () =>
    {
        await using var two = await TwoMachines.StartAsync(mayBeDelayed: true);
        await two.DelayAsync();
        await fault(two);
        await two.HealAsync(two.UndelayAsync);
        await two.FinishAsync();
    };

    private static async Task RunAllAsync(params (string Name, Func<Task> Run)[] faults)
    {
        await NetworkNamespace.DeleteAbandonedAsync();
        await Task.WhenAll(faults.Select(static async fault =>
        {
            try
            {
                await fault.Run();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{fault.Name}: {error.Message}");
            }
        }));
    }
}
