using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Core.Tests;

/// <summary>What listeners to the meter and the activities throw changes nothing for the actors.</summary>
/// <remarks>Seen to fail, with messages handled twice and turns that ended halfway, while the exceptions went through.</remarks>
[Collection(nameof(RunAloneCollection))]
public sealed class ThrowingListenerTests
{
    [Fact]
    public void Meter_EachMeasurementThrows_AllGoesOn_AndItIsLoggedOnce()
    {
        using var stage = new Stage(change: options => options with { MeasureOneIn = 1 });
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == "Actors") own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new Boom());
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new Boom());
        listener.Start();
        AssertLives(stage);
    }

    [Fact]
    public void Activities_EachStartAndStopThrows_AllGoesOn_AndItIsLoggedOnce()
    {
        using var stage = new Stage();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Actors",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => throw new Boom(),
            ActivityStopped = _ => throw new Boom(),
        };
        ActivitySource.AddActivityListener(listener);
        using var teller = new Activity("teller").Start();
        AssertLives(stage);
    }

    private static void AssertLives(Stage stage)
    {
        var seen = new List<int>();
        var actor = stage.Spawn(
            Behavior.Receive<int>((_, message) =>
            {
                seen.Add(message);
                return message == 2 ? throw new Boom() : Behavior.Same<int>();
            }),
            "a");
        for (int i = 1; i <= 4; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2, 3, 4], seen);
        Assert.Equal([DeadLetterReason.HandlerFailed], stage.ReasonsFor("/user/a"));
        Assert.Single(stage.Log.TextsOf(1008));
    }
}
