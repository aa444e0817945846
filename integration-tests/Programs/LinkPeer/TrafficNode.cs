using System.Runtime.InteropServices;
using Actors.Remote;
using Microsoft.Extensions.Logging;

namespace Actors.IntegrationTests.LinkPeer;

/// <summary>A node that tells the other numbered steps and delivers it numbered orders all the time, and counts what comes from there.</summary>
internal static class TrafficNode
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private const int StepsAtOnce = 5, OrdersAtOnce = 2, FillingBytes = 200;

    internal static async Task RunAsync(string host, int port, int advertisedPort, string peer, string secret)
    {
        using var loggers = LoggerFactory.Create(static logging => logging
            .AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddFilter("Microsoft", LogLevel.Warning));
        await using var system = ActorSystem.Create("links", new ActorSystemOptions { LoggerFactory = loggers });
        await RemoteNode.StartAsync(system, new RemoteOptions
        {
            Host = host,
            Port = port,
            AdvertisedPort = advertisedPort,
            Secret = secret,
            AllowPlainText = true, // a network of these two alone
            Messages = [LinkMessages.Manifest],
            GiveUpAfter = Timeout.InfiniteTimeSpan, // how long a fault lasts depends on how fast the machine is
        });

        var counts = new TrafficCounts(system);
        system.Spawn(Props.FromBehavior(Behavior.Receive<Step>((_, step) =>
        {
            counts.OnStep(step.Number);
            return Behavior.Same<Step>();
        })), "steps");
        system.Spawn(ReliableConsumer.Props(Props.FromBehavior(Behavior.Receive<Delivery<Order>>((_, delivery) =>
        {
            counts.OnOrder(delivery.Message.Number);
            delivery.Confirm();
            return Behavior.Same<Delivery<Order>>();
        }))), "orders");

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });
        var steps = system.Resolve<Step>($"actors://links@{peer}/user/steps");
        var orders = ReliableProducer<Order>.Spawn(system, "source", system.Resolve<Sequenced<Order>>($"actors://links@{peer}/user/orders"));
        _ = counts.ReportAsync();
        await Task.WhenAll(TellAsync(steps, counts, stop.Task), DeliverAsync(orders, counts, stop.Task));
        await orders.WhenConfirmedAsync();
        counts.IsDrained = true;
        await system.Terminated;
    }

    private static async Task TellAsync(ActorRef<Step> steps, TrafficCounts counts, Task stop)
    {
        byte[] filling = new byte[FillingBytes];
        using var pace = new PeriodicTimer(Pace);
        while (!stop.IsCompleted && await pace.WaitForNextTickAsync())
        {
            for (int i = 0; i < StepsAtOnce; i++) steps.Tell(new Step(++counts.StepsSent, filling));
        }
    }

    private static async Task DeliverAsync(ReliableProducer<Order> orders, TrafficCounts counts, Task stop)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!stop.IsCompleted && await pace.WaitForNextTickAsync())
        {
            for (int i = 0; i < OrdersAtOnce; i++)
            {
                await orders.SendAsync(new Order(counts.OrdersSent + 1));
                counts.OrdersSent++;
            }
        }
    }
}
