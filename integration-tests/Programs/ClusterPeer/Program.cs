using System.Globalization;
using System.Runtime.InteropServices;
using Actors;
using Actors.Cluster;
using Actors.IntegrationTests.ClusterPeer;
using Actors.Remote;
using Microsoft.Extensions.Logging;

// One member for the cluster tests: virtual actors that journal each turn, and pinned actors that count, watch and ask.
static string Get(string name) => Environment.GetEnvironmentVariable(name) ?? "";

using var loggers = LoggerFactory.Create(logging => logging
    .AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss.fff "; })
    .AddFilter("Microsoft", LogLevel.Warning));
await using IMembershipStore store = Get("ACTORS_CONSUL") is { Length: > 0 } consul
    ? new ConsulMembershipStore(new ConsulOptions { Address = new Uri(consul) })
    : new EmbeddedMembershipStore(new EmbeddedStoreOptions { Directory = Get("ACTORS_DIRECTORY") });
using var catalog = Get("ACTORS_CONSUL") is { Length: > 0 } agent ? new ConsulServiceCatalog(new ConsulOptions { Address = new Uri(agent) }, Get("ACTORS_CLUSTER")) : null;
await using var journal = new StreamWriter(new FileStream(Get("ACTORS_JOURNAL"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
await using var system = ActorSystem.Create("member", new ActorSystemOptions { LoggerFactory = loggers });

var probe = VirtualKind.Of<Probe>("probe", key => Props.FromFactory(() => Behavior.WithState<Probe, long>(0, (context, count, message) =>
{
    long start = BootTimeProvider.Instance.GetTimestamp();
    string node = context.System.Node!.ToString();
    message.ReplyTo.Tell(new Probed(node, context.FencingToken, count + 1));
    lock (journal) journal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key} {node} {context.FencingToken} {start} {BootTimeProvider.Instance.GetTimestamp()}"));
    return BehaviorWithState.Next(count + 1);
})));

var cluster = await ClusterNode.StartAsync(system, new ClusterOptions
{
    Remote = new RemoteOptions
    {
        Host = Get("ACTORS_HOST"),
        Port = int.Parse(Get("ACTORS_PORT"), CultureInfo.InvariantCulture),
        Cluster = Get("ACTORS_CLUSTER"),
        Secret = Get("ACTORS_SECRET"),
        Messages = [ClusterMessages.Manifest],
    },
    Store = store,
    Catalog = catalog,
    Kinds = [probe],
});

system.Spawn(Props.FromBehavior(Behavior.WithState<Count, long>(0, (context, count, message) =>
{
    message.ReplyTo.Tell(new Counted(count + 1, context.System.Node!.ToString()));
    return BehaviorWithState.Next(count + 1);
})), "pinned");
system.Spawn(Props.FromBehavior(Behavior.Receive<WatchIt>((context, message) =>
{
    context.Watch(context.System.Resolve<Count>(message.Address));
    message.ReplyTo.Tell(new Done());
    return Behavior.Same<WatchIt>();
}).OnSignal((_, signal) =>
{
    if (signal is Terminated terminated) Console.WriteLine($"terminated: {terminated.Actor}");
    return Behavior.Same<WatchIt>();
})), "watcher");
system.Spawn(Props.FromFactory(() => new TrafficActor(cluster).Behavior()), "traffic");
system.Spawn(Props.FromFactory(() => new NamerActor(cluster).Behavior()), "namer");

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
{
    context.Cancel = true;
    stop.TrySetResult();
});
Console.WriteLine($"ready: {cluster.Self}");
await Task.WhenAny(stop.Task, system.Terminated);
await system.ShutdownAsync(TimeSpan.FromSeconds(30));
Console.WriteLine("stopped");
