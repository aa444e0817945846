using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Actors.Core.Tests;

/// <summary>The code of docs/observability.md.</summary>
[Collection(nameof(RunAloneCollection))]
public sealed class ObservabilityPage
{
    [Fact]
    public void Meter_AsInThePage_TellsWhatWasHandled()
    {
        var recorded = new Dictionary<string, double>();
        // snippet: meter
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Actors") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument.Name, value, tags));
        listener.Start();
        // end
        using var stage = new Stage();
        var actor = stage.SpawnCollector<int>("a", []);
        for (int i = 0; i < 10; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal(10, recorded["actors.messages.handled"]);

        void Record(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "actors.system", Value: "stage" }) recorded[name] = recorded.GetValueOrDefault(name) + value;
            }
        }
    }

    [Fact]
    public void Traces_AsInThePage_ShowTheHandler()
    {
        var ended = new List<string>();
        using var stage = new Stage();
        var actor = stage.SpawnCollector<string>("a", []);
        // snippet: traces
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Actors",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => ended.Add($"{activity.DisplayName} at {activity.GetTagItem("actors.path")}"),
        };
        ActivitySource.AddActivityListener(listener);

        using (var request = new Activity("request").Start()) actor.Tell("hello");
        // end
        stage.Run();
        Assert.Equal(["handle String at /user/a"], ended);
    }
}
