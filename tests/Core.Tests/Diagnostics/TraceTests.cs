using System.Diagnostics;

namespace Actors.Core.Tests;

/// <summary>A handler's activity has the teller's as its parent.</summary>
[Collection(nameof(RunAloneCollection))]
public sealed class TraceTests
{
    [Fact]
    public void Tell_WithinAnActivity_IsTheParentOfTheHandlers_AndOfWhatTheyTell()
    {
        using var ended = new RecordedActivities();
        using var stage = new Stage();
        var last = stage.Spawn(Behavior.Receive<string>((_, _) => Behavior.Same<string>()), "last");
        var first = stage.Spawn(
            Behavior.Receive<int>((_, message) =>
            {
                last.Tell($"{message}");
                return Behavior.Same<int>();
            }),
            "first");
        using (var root = ended.Start())
        {
            first.Tell(1);
            root.Stop();
            stage.Run();
            Assert.Equal(["handle Int32", "handle String"], ended.Names);
            Assert.Equal(root.SpanId, ended.All[0].ParentSpanId);
            Assert.Equal(ended.All[0].SpanId, ended.All[1].ParentSpanId);
            Assert.All(ended.All, activity => Assert.Equal(root.TraceId, activity.TraceId));
            Assert.Equal("/user/first", ended.All[0].GetTagItem("actors.path"));
        }
    }

    [Fact]
    public void Handler_ThatAwaits_KeepsItsActivityAcrossTheAwait_AndOthersDoNotSeeIt()
    {
        using var ended = new RecordedActivities();
        using var stage = new Stage();
        var gate = new TaskCompletionSource();
        var seen = new List<Activity?>();
        var slow = stage.Spawn(
            Behavior.ReceiveAsync<int>(async (_, _) =>
            {
                seen.Add(Activity.Current);
                await gate.Task;
                seen.Add(Activity.Current);
                return Behavior.Same<int>();
            }),
            "slow");
        var other = stage.Spawn(
            Behavior.Receive<string>((_, _) =>
            {
                seen.Add(Activity.Current);
                return Behavior.Same<string>();
            }),
            "other");
        var root = ended.Start();
        slow.Tell(1);
        root.Stop();
        Activity.Current = null;
        stage.Run();
        other.Tell("untraced");
        stage.Run();
        gate.SetResult();
        stage.Run();
        Assert.Equal([true, false, true], seen.Select(activity => activity is not null));
        Assert.Same(seen[0], seen[2]);
        Assert.Equal(["handle Int32"], ended.Names);
    }

    [Fact]
    public void Handler_ThatThrows_EndsItsActivityWithTheError()
    {
        using var ended = new RecordedActivities();
        using var stage = new Stage();
        var actor = stage.Spawn(Behavior.Receive<int>((_, _) => throw new Boom("broken")), "a");
        using (ended.Start()) actor.Tell(1);
        stage.Run();
        var activity = Assert.Single(ended.All);
        Assert.Equal((ActivityStatusCode.Error, "broken"), (activity.Status, activity.StatusDescription));
    }

    [Fact]
    public void Tell_OutsideAnyActivity_StartsNone()
    {
        using var ended = new RecordedActivities();
        using var stage = new Stage();
        stage.SpawnCollector<int>("a", []).Tell(1);
        stage.Run();
        Assert.Empty(ended.All);
    }

    /// <summary>Listens to the library's activities and keeps those of traces that it started itself.</summary>
    private sealed class RecordedActivities : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly List<Activity> _ended = [];
        private readonly HashSet<ActivityTraceId> _traces = [];
        private readonly ActivityListener _listener;

        internal RecordedActivities()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = static source => source.Name == "Actors",
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    lock (_lock)
                    {
                        if (_traces.Contains(activity.TraceId)) _ended.Add(activity);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        internal Activity[] All
        {
            get
            {
                lock (_lock) return [.. _ended];
            }
        }

        internal string[] Names => [.. All.Select(activity => activity.OperationName)];

        internal Activity Start()
        {
            var root = new Activity("test").Start();
            lock (_lock) _traces.Add(root.TraceId);
            return root;
        }

        public void Dispose() => _listener.Dispose();
    }
}
