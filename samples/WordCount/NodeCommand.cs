using System.Runtime.InteropServices;
using Actors;
using Actors.Cluster;
using Microsoft.Extensions.Logging;

namespace WordCount;

/// <summary>Runs one node until it is told to stop, then leaves in order.</summary>
internal static class NodeCommand
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(Settings settings)
    {
        string secret = settings.CheckedSecret();
        if (secret.StartsWith("insecure-", StringComparison.Ordinal)) Console.WriteLine("warning: ACTORS_SECRET is one for development; whoever knows it can join");
        using var loggers = LoggerFactory.Create(logging => logging
            .AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss.fff "; })
            .AddFilter("Microsoft", LogLevel.Warning));
        using var journal = new Journal(settings.Journal);
        await using var store = settings.OpenStore(loggers);
        using var catalog = settings.Consul is { } consul ? new ConsulServiceCatalog(new ConsulOptions { Address = consul }, settings.Cluster) : null;
        await using var system = ActorSystem.Create("wordcount", new ActorSystemOptions { LoggerFactory = loggers, ShutdownTimeout = ShutdownLimit });
        using var stop = new CancellationTokenSource();
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        if (settings.ExitWithInput) _ = StopWithInputAsync(stop);
        var health = new HealthState();
        await using var endpoint = await HealthCommand.ServeAsync(settings, health);
        ClusterNode cluster;
        try
        {
            cluster = await ClusterNode.StartAsync(
                system,
                new ClusterOptions { Remote = settings.Remote(settings.Port), Store = store, Catalog = catalog, Kinds = [CountingActors.WordKind(journal)] },
                stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("stopped: before it had joined");
            return 0;
        }

        health.Cluster = cluster;
        system.Spawn(Props.FromFactory(() => CountingActors.Splitter(cluster)), "splitter");
        Console.WriteLine($"ready: {cluster.Self.Host}:{cluster.Self.Port} incarnation {cluster.Self.Incarnation}");
        await Task.WhenAny(system.Terminated, Task.Delay(Timeout.Infinite, stop.Token));
        Console.WriteLine($"leaving: {cluster.Self.Host}:{cluster.Self.Port}");
        await system.ShutdownAsync(ShutdownLimit);
        Console.WriteLine($"stopped: {cluster.Self.Host}:{cluster.Self.Port}");
        if (!system.Terminated.IsFaulted) return 0;
        await Console.Error.WriteLineAsync($"the node has failed: {system.Terminated.Exception.InnerException!.Message}");
        return 1;
    }

    private static async Task StopWithInputAsync(CancellationTokenSource stop)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (await input.ReadLineAsync() is not null)
        {
            // nothing is expected; only the end counts
        }

        await stop.CancelAsync();
    }
}
