namespace Actors.Core.Tests;

/// <summary>Names, parents and children.</summary>
public sealed class HierarchyTests
{
    [Fact]
    public void Spawn_TakenName_ThrowsAndNamesThePath()
    {
        using var stage = new Stage();
        stage.Spawn(Behavior.Empty<int>(), "a");
        var error = Assert.Throws<ActorNameExistsException>(() => stage.Spawn(Behavior.Empty<int>(), "a"));
        Assert.Equal("/user/a", error.Path.ToString());
    }

    [Fact]
    public void Spawn_NameOfAStoppedActor_IsFreeAgain()
    {
        using var stage = new Stage();
        var first = stage.Spawn(Behavior.Empty<int>(), "a");
        ActorSystem.Stop(first);
        stage.Run();
        var second = stage.Spawn(Behavior.Empty<int>(), "a");
        Assert.NotEqual<ActorRef>(first, second);
        Assert.NotEqual(first.Address.Uid, second.Address.Uid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void Spawn_InvalidName_Throws(string name)
    {
        using var stage = new Stage();
        Assert.Throws<InvalidActorPathException>(() => stage.Spawn(Behavior.Empty<int>(), name));
    }

    [Fact]
    public void SpawnAnonymous_Address_CanBeReadBack()
    {
        using var stage = new Stage();
        stage.Spawn(Behavior.Empty<int>(), "_1"); // a user may have taken the name that comes next
        var actor = stage.System.SpawnAnonymous(Props.FromBehavior(Behavior.Empty<int>()));
        Assert.Equal(actor, stage.System.Resolve<int>(actor.Address.ToString()));
    }

    [Fact]
    public void Spawn_UnderAStoppedSystem_Throws()
    {
        var stage = new Stage();
        stage.Dispose();
        Assert.Throws<InvalidOperationException>(() => stage.Spawn(Behavior.Empty<int>(), "late"));
    }

    [Fact]
    public void Children_AreListedFoundAndKnowTheirParent()
    {
        using var stage = new Stage();
        var seen = new List<string>();
        var parent = stage.Spawn(
            Behavior.Receive<string>((context, name) =>
            {
                var child = context.Spawn(Props.FromBehavior(Behavior.Setup<int>(c =>
                {
                    seen.Add($"{c.Path} under {c.Parent!.Path}");
                    return Behavior.Empty<int>();
                })), name);
                Assert.Equal(child, context.Child(name));
                Assert.Contains(child, context.Children);
                return Behavior.Same<string>();
            }),
            "p");
        parent.Tell("x");
        parent.Tell("y");
        stage.Run();
        Assert.Equal(["/user/p/x under /user/p", "/user/p/y under /user/p"], seen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Stop_OfAParent_StopsTheChildrenFirst(int seed)
    {
        using var stage = new Stage(seed);
        var stopped = new List<string>();
        var top = stage.Spawn(Tree(stopped, levels: 3), "t");
        stage.Run();
        ActorSystem.Stop(top);
        stage.Run();
        Assert.Equal(1 + 2 + 4 + 8, stopped.Count);
        for (int i = 0; i < stopped.Count; i++)
            Assert.DoesNotContain(stopped.Skip(i + 1), later => later.StartsWith(stopped[i] + "/", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_OfATree100000Deep_Ends()
    {
        const int Depth = 100_000;
        using var stage = new Stage();
        int stopped = 0;
        ActorPath? deepest = null;
        Behavior<int> level = null!;
        level = Behavior.Receive<int>((context, below) =>
        {
            if (below > 0) context.Spawn(Props.FromBehavior(level), "c").Tell(below - 1);
            else deepest = context.Path;
            return Behavior.Same<int>();
        }).OnSignal((_, signal) =>
        {
            if (signal is PostStop) stopped++;
            return Behavior.Same<int>();
        });
        var top = stage.Spawn(level, "t");
        top.Tell(Depth);
        stage.Run();
        Assert.Equal(Depth + 2, deepest!.Depth);
        Assert.NotNull(stage.System.FindLocal(deepest));
        ActorSystem.Stop(top);
        stage.Run();
        Assert.Equal(Depth + 1, stopped);
        Assert.False(top.IsAlive);
    }

    [Fact]
    public void Stop_OfAParentOf100000_StopsEachOnce()
    {
        const int Width = 100_000;
        using var stage = new Stage();
        int stopped = 0;
        var leaf = Props.FromBehavior(Behavior.Empty<int>().OnSignal((_, signal) =>
        {
            if (signal is PostStop) stopped++;
            return Behavior.Same<int>();
        }));
        var top = stage.Spawn(
            Behavior.Setup<int>(context =>
            {
                for (int i = 0; i < Width; i++) context.SpawnAnonymous(leaf);
                return Behavior.Empty<int>();
            }),
            "t");
        stage.Run();
        Assert.Equal(Width, stage.System.Select("/user/t/*").List(Width + 1).Count);
        ActorSystem.Stop(top);
        stage.Run();
        Assert.Equal(Width, stopped);
        Assert.False(top.IsAlive);
        Assert.Null(stage.System.Find("/user/t"));
    }

    [Fact]
    public async Task Spawn_RacingWithTheParentsStop_EitherThrowsOrIsStoppedToo()
    {
        // Seen to fail when StopChildren reads the children before it changes the state: a child outlives its parent.
        for (int round = 0; round < 300; round++)
        {
            var system = ActorSystem.Create("race");
            var spawned = new List<ActorRef>();
            using var start = new Barrier(2);
            var spawner = new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    for (int i = 0; i < 1_000; i++) spawned.Add(system.Spawn(Props.FromBehavior(Behavior.Empty<int>()), $"c{i}"));
                }
                catch (InvalidOperationException)
                {
                    // The system was stopping.
                }
            }) { IsBackground = true };
            spawner.Start();
            start.SignalAndWait();
            await system.ShutdownAsync(TimeSpan.FromSeconds(30));
            spawner.Join();
            Assert.All(spawned, actor => Assert.False(actor.IsAlive));
        }
    }

    private static Behavior<int> Tree(List<string> stopped, int levels) => Behavior.Setup<int>(context =>
    {
        if (levels > 0)
        {
            context.Spawn(Props.FromBehavior(Tree(stopped, levels - 1)), "l");
            context.Spawn(Props.FromBehavior(Tree(stopped, levels - 1)), "r");
        }

        return Behavior.Empty<int>().OnSignal((c, signal) =>
        {
            if (signal is PostStop) stopped.Add(c.Path.ToString());
            return Behavior.Same<int>();
        });
    });
}
