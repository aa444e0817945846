using System.Diagnostics;
using System.Threading.Channels;
using Actors.Remote.Tests.Nodes;

namespace Actors.Remote.Tests.Diagnostics;

/// <summary>The activities of handlers that have ended, of the traces begun here and of those begun nowhere.</summary>
internal sealed class RecordedActivities : IDisposable
{
    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();
    private readonly ActivityListener _listener;

    internal RecordedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Actors",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _ended.Writer.TryWrite(activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    internal int Waiting => _ended.Reader.Count;

    internal async Task<Activity> NextAsync()
    {
        using var limit = new CancellationTokenSource(TestNode.Patience);
        return await _ended.Reader.ReadAsync(limit.Token);
    }

    public void Dispose() => _listener.Dispose();
}
