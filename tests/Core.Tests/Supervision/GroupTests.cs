namespace Actors.Core.Tests;

/// <summary>All-for-one and rest-for-one: what one child's failure means for its siblings.</summary>
public sealed class GroupTests
{
    [Theory]
    [InlineData("one", "b")]
    [InlineData("all", "a b c")]
    [InlineData("rest", "b c")]
    public void Restart_ConcernsWhomTheStrategySays(string scope, string restarted)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            using var stage = new Stage(seed);
            var family = new Family(stage, Strategy(scope, Directive.Restart));
            family.Children["b"].Tell("fail");
            foreach (var child in family.Children.Values) child.Tell("after");
            stage.Run();
            Assert.Equal(restarted.Split(' '), family.Seen.Where(line => line.EndsWith("PostRestart boom", StringComparison.Ordinal)).Select(line => line[..1]).Order());
            foreach (string name in Family.Names) // nobody's mailbox is lost
                Assert.Single(family.Seen, line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith("after", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("one", "a c")]
    [InlineData("all", "")]
    [InlineData("rest", "a")]
    public void Stop_ConcernsWhomTheStrategySays(string scope, string alive)
    {
        using var stage = new Stage();
        var family = new Family(stage, Strategy(scope, Directive.Stop));
        family.Children["b"].Tell("fail");
        stage.Run();
        Assert.Equal(alive, string.Join(' ', family.Children.Values.Where(child => child.IsAlive).Select(child => child.Path.Name)));
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("retry")]
    public void ResumeAndRetry_ConcernTheFailedChildAlone(string directive)
    {
        using var stage = new Stage();
        var family = new Family(stage, SupervisionStrategy.AllForOne(rules => rules.Otherwise(directive == "retry" ? Directive.Retry(2).Then(Directive.Resume) : Directive.Resume)));
        family.Children["b"].Tell("fail");
        stage.Run();
        Assert.DoesNotContain(family.Seen, line => line.Contains("Restart", StringComparison.Ordinal));
    }

    [Fact]
    public void AllForOne_WhenSeveralFailAtOnce_LosesNoMailbox()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            using var stage = new Stage(seed);
            var family = new Family(stage, Strategy("all", Directive.Restart));
            foreach (var child in family.Children.Values)
            {
                child.Tell("fail");
                child.Tell("after");
            }

            stage.Run();
            foreach (string name in Family.Names)
            {
                int restarts = family.Seen.Count(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains("PostRestart", StringComparison.Ordinal));
                Assert.InRange(restarts, 1, 3);
                Assert.Single(family.Seen, line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith("after", StringComparison.Ordinal));
            }

            Assert.Equal(3, stage.DeadLetters.Count(DeadLetterReason.HandlerFailed));
            Assert.Equal(3, stage.DeadLetters.Total);
        }
    }

    [Fact]
    public void AllForOne_WhenAllAreSuspendedTogether_RestartsEachOnce()
    {
        // Seen to fail when OnChildFailed does not compare the counts of group directives: three restarts instead of one.
        using var stage = new Stage();
        var family = new Family(stage, Strategy("all", Directive.Restart));
        var release = new TaskCompletionSource();
        family.Hold(release.Task);
        foreach (var child in family.Children.Values) child.Tell("fail");
        stage.Run();
        Assert.DoesNotContain(family.Seen, line => line.Contains("Restart", StringComparison.Ordinal));
        release.SetResult();
        stage.Run();
        foreach (string name in Family.Names)
            Assert.Single(family.Seen, line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains("PostRestart", StringComparison.Ordinal));
    }

    [Fact]
    public void AllForOne_BeyondTheLimitOfTheGroup_StopsAll()
    {
        using var stage = new Stage();
        var family = new Family(stage, Strategy("all", Directive.Restart) with { MaxRestarts = 2 });
        foreach (string name in Family.Names)
        {
            Assert.All(family.Children.Values, child => Assert.True(child.IsAlive));
            family.Children[name].Tell("fail"); // each once: no child is over the limit, the group is
            stage.Run();
        }

        Assert.All(family.Children.Values, child => Assert.False(child.IsAlive));
    }

    [Fact]
    public void AllForOne_WithBackoff_KeepsTheSiblingsFromTheirMessagesMeanwhile()
    {
        using var stage = new Stage();
        var family = new Family(stage, Strategy("all", Directive.Restart) with { Backoff = new RestartBackoff { Initial = TimeSpan.FromSeconds(2), Jitter = 0 } });
        family.Children["b"].Tell("fail");
        stage.Run();
        family.Children["a"].Tell("meanwhile");
        stage.RunFor(TimeSpan.FromSeconds(1.9));
        Assert.DoesNotContain("a1 meanwhile", family.Seen);
        stage.RunFor(TimeSpan.FromSeconds(0.2));
        Assert.Contains("a2 meanwhile", family.Seen);
    }

    [Fact]
    public void Stop_OfASiblingThatHasNotStarted_StopsIt()
    {
        using var stage = new Stage();
        ActorRef<int>? idle = null, failing = null;
        stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                idle = context.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => Behavior.Same<int>())), "idle");
                failing = context.Spawn(Props.FromBehavior(Behavior.Receive<int>((_, _) => throw new Boom())), "failing");
                return Behavior.Empty<int>();
            }),
            "p",
            Strategy("all", Directive.Stop));
        stage.Run();
        failing!.Tell(1);
        stage.Run();
        Assert.False(idle!.IsAlive);
    }

    private static SupervisionStrategy Strategy(string scope, Directive directive) => scope switch
    {
        "all" => SupervisionStrategy.AllForOne(rules => rules.Otherwise(directive)),
        "rest" => SupervisionStrategy.RestForOne(rules => rules.Otherwise(directive)),
        _ => SupervisionStrategy.OneForOne(rules => rules.Otherwise(directive)),
    };

    /// <summary>A parent with children a, b and c that record what they see, with the number of their instance.</summary>
    private sealed class Family
    {
        internal static readonly string[] Names = ["a", "b", "c"];

        private readonly ActorRef<Task> _parent;

        internal Family(Stage stage, SupervisionStrategy strategy)
        {
            _parent = stage.Spawn(
                Behavior.Setup<Task>(context =>
                {
                    foreach (string name in Names) Children[name] = context.Spawn(Props.FromBehavior(Child(name)), name);
                    return Behavior.ReceiveAsync<Task>(async (_, hold) =>
                    {
                        await hold;
                        return Behavior.Same<Task>();
                    });
                }),
                "parent",
                strategy);
            stage.Run();
        }

        internal Dictionary<string, ActorRef<string>> Children { get; } = [];

        internal List<string> Seen { get; } = [];

        /// <summary>Keeps the parent from deciding.</summary>
        internal void Hold(Task until) => _parent.Tell(until);

        private Behavior<string> Child(string name)
        {
            int instances = 0;
            return Behavior.Setup<string>(_ =>
            {
                string who = $"{name}{++instances}";
                return Behavior.Receive<string>((_, message) =>
                {
                    if (message == "fail") throw new Boom();
                    Seen.Add($"{who} {message}");
                    return Behavior.Same<string>();
                }).OnSignal((_, signal) =>
                {
                    if (signal is PostRestart(var cause)) Seen.Add($"{who} PostRestart {cause.Message}");
                    return Behavior.Same<string>();
                });
            });
        }
    }
}
