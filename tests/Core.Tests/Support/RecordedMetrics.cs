using System.Diagnostics.Metrics;

namespace Actors.Core.Tests;

/// <summary>Listens to the meter and keeps what concerns one system.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _values = [];
    private readonly MeterListener _listener = new();

    internal RecordedMetrics(string system)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Actors") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(system, instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(system, instrument.Name, value, tags));
        _listener.Start();
    }

    internal void Observe() => _listener.RecordObservableInstruments();

    internal double[] Values(string name)
    {
        lock (_lock) return [.. _values.Where(value => value.Name == name).Select(value => value.Value)];
    }

    internal double Sum(string name) => Values(name).Sum();

    internal object?[] Tags(string name, string tag)
    {
        lock (_lock) return [.. _values.Where(value => value.Name == name).Select(value => value.Tags.GetValueOrDefault(tag))];
    }

    private void Keep(string system, string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = new Dictionary<string, object?>(tags.ToArray());
        if (!Equals(kept.GetValueOrDefault("actors.system"), system)) return;
        lock (_lock) _values.Add((name, value, kept));
    }

    public void Dispose() => _listener.Dispose();
}
