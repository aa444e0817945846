using System.Diagnostics.Metrics;

namespace Actors.Remote.Tests.Diagnostics;

/// <summary>What the meter says of one system.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _values = [];
    private readonly MeterListener _listener = new();
    private readonly string _system;

    internal RecordedMetrics(string system)
    {
        _system = system;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == RemoteMetrics.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        _listener.Start();
    }

    internal double[] Values(string name)
    {
        lock (_lock) return [.. _values.Where(value => value.Name == name).Select(value => value.Value)];
    }

    internal double Sum(string name) => Values(name).Sum();

    internal object?[] Tags(string name, string tag)
    {
        lock (_lock) return [.. _values.Where(value => value.Name == name).Select(value => value.Tags.GetValueOrDefault(tag))];
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var kept = new Dictionary<string, object?>(tags.ToArray());
        if (!Equals(kept.GetValueOrDefault("actors.system"), _system)) return;
        lock (_lock) _values.Add((name, value, kept));
    }
}
