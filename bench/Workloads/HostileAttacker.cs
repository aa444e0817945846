namespace Actors.Bench.Workloads;

/// <summary>The third process of RH: attacks a node when it is told to, and stops when it is told to.</summary>
internal sealed class HostileAttacker : Workload
{
    internal override string Id => "RHA";

    internal override string Description => "RH's attacker; does nothing by itself";

    internal override bool OnlyByName => true;

    internal override Task RunAsync(Report report) => Task.CompletedTask;

    internal override Task<int> ServeAsync() => RemotePeers.ServeAsync(static system => system.Spawn(Props.FromBehavior(Behavior.Setup<Attack>(static _ =>
    {
        CancellationTokenSource? end = null;
        Task running = Task.CompletedTask;
        return Behavior.ReceiveAsync<Attack>(async (context, attack) =>
        {
            if (end is not null) await end.CancelAsync();
            await running;
            end?.Dispose();
            end = null;
            if (attack.Kind >= 0)
            {
                end = new CancellationTokenSource();
                running = HostileAttacks.All[attack.Kind].Run(attack.Port, end.Token);
            }

            context.Reply(new RoundTrip(attack.Kind));
            return Behavior.Same<Attack>();
        });
    })), "attacker"));
}
