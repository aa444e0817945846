using System.Globalization;
using Actors.Remote;

namespace Actors.IntegrationTests.LinkPeer;

/// <summary>What has been sent and what has come; written out twenty times a second for the test to read.</summary>
internal sealed class TrafficCounts
{
    private readonly ActorSystem _system;
    private long _lastStep;
    private long _stepGaps;
    private long _stepsBackward;
    private long _lastOrder;
    private long _ordersWrong;
    private int _connected;
    private int _disconnected;

    internal TrafficCounts(ActorSystem system)
    {
        _system = system;
        system.Events.Subscribe<LinkConnected>(_ => Interlocked.Increment(ref _connected));
        system.Events.Subscribe<LinkDisconnected>(_ => Interlocked.Increment(ref _disconnected));
    }

    internal long StepsSent { get; set; }

    /// <summary>Accepted by the producer.</summary>
    internal long OrdersSent { get; set; }

    /// <summary>Nothing is sent any more, and every order has been confirmed.</summary>
    internal bool IsDrained { get; set; }

    /// <summary>At most once and in order: numbers grow. What is missing was lost with a link.</summary>
    internal void OnStep(long number)
    {
        if (number <= _lastStep) _stepsBackward++;
        else if (number > _lastStep + 1) _stepGaps++;
        _lastStep = Math.Max(_lastStep, number);
    }

    /// <summary>Once and in order: each number follows the one before.</summary>
    internal void OnOrder(long number)
    {
        if (number != _lastOrder + 1) _ordersWrong++;
        _lastOrder = number;
    }

    internal async Task ReportAsync()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await pace.WaitForNextTickAsync())
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"state {StepsSent} {OrdersSent} {_lastStep} {_stepGaps} {_stepsBackward} {_lastOrder} {_ordersWrong} {_connected} {_disconnected} {_system.DeadLetters.Total} {(IsDrained ? 1 : 0)}"));
        }
    }
}
