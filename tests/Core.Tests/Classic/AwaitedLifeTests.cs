namespace Actors.Core.Tests;

/// <summary>Lifecycle messages whose handling awaits: nothing else of the actor's runs until it has ended.</summary>
/// <remarks>All were seen to fail when the cell does not wait for a hook (PauseFor does nothing).</remarks>
public sealed class AwaitedLifeTests
{
    [Fact]
    public void Started_ThatAwaits_KeepsTheMessagesWaiting()
    {
        using var play = new Play(typeof(Started));
        play.Actor.Tell("x");
        play.Stage.Run();
        Assert.Equal(["Started"], play.Seen);
        play.Go();
        Assert.Equal(["Started", "Started ends", "x"], play.Seen);
    }

    [Fact]
    public void Started_ThatFailsLater_StopsTheActor()
    {
        using var play = new Play(typeof(Started));
        play.Actor.Tell("x");
        play.Stage.Run();
        play.Gate.SetException(new Boom());
        play.Stage.Run();
        Assert.False(play.Actor.IsAlive);
        Assert.Equal(["Started", "Stopping", "Stopped"], play.Seen);
        Assert.IsType<ActorInitializationException>(Assert.Single(play.Stage.Log.Lines, line => line.Id == 1005).Error);
    }

    [Fact]
    public void Stop_WhileStartedAwaits_ComesAfterIt()
    {
        using var play = new Play(typeof(Started));
        play.Stage.Run();
        ActorSystem.Stop(play.Actor);
        play.Stage.Run();
        Assert.Equal(["Started"], play.Seen);
        play.Go();
        Assert.Equal(["Started", "Started ends", "Stopping", "Stopped"], play.Seen);
    }

    [Fact]
    public void Stopping_ThatAwaits_KeepsTheChildrenAlive()
    {
        using var play = new Play(typeof(Stopping));
        play.Actor.Tell("spawn");
        play.Stage.Run();
        ActorSystem.Stop(play.Actor);
        play.Stage.Run();
        Assert.True(play.Child!.IsAlive);
        play.Go();
        Assert.False(play.Child.IsAlive);
        Assert.False(play.Actor.IsAlive);
        Assert.Equal(["Started", "spawn", "Stopping", "Stopping ends", "Stopped"], play.Seen);
    }

    [Fact]
    public void Stopped_ThatAwaits_DelaysTheNews()
    {
        using var play = new Play(typeof(Stopped));
        var terminated = ActorSystem.WhenTerminated(play.Actor);
        play.Stage.Run();
        ActorSystem.Stop(play.Actor);
        play.Stage.Run();
        Assert.False(terminated.IsCompleted);
        Assert.True(play.Actor.IsAlive);
        play.Go();
        Assert.True(terminated.IsCompletedSuccessfully);
        Assert.Equal(["Started", "Stopping", "Stopped", "Stopped ends"], play.Seen);
    }

    [Fact]
    public void Stopped_ThatFailsLater_IsLogged()
    {
        using var play = new Play(typeof(Stopped));
        play.Stage.Run();
        ActorSystem.Stop(play.Actor);
        play.Stage.Run();
        play.Gate.SetException(new Boom());
        play.Stage.Run();
        Assert.False(play.Actor.IsAlive);
        Assert.Single(play.Stage.Log.TextsOf(1003));
    }

    [Fact]
    public void Restarting_ThatAwaits_DelaysTheFreshInstance()
    {
        using var play = new Play(typeof(Restarting));
        play.Actor.Tell("boom");
        play.Actor.Tell("x");
        play.Stage.Run();
        Assert.Equal(["Started", "boom", "Restarting"], play.Seen);
        play.Go();
        Assert.Equal(["Started", "boom", "Restarting", "Restarting ends", "Started", "x"], play.Seen);
    }

    [Fact]
    public void Terminated_ThatAwaits_KeepsTheSecondWaiting()
    {
        using var play = new Play(typeof(Terminated));
        ActorRef[] others = [play.Stage.Spawn(Behavior.Empty<int>(), "one"), play.Stage.Spawn(Behavior.Empty<int>(), "two")];
        foreach (var other in others) play.Actor.Tell(other);
        play.Stage.Run();
        foreach (var other in others) ActorSystem.Stop(other);
        play.Actor.Tell("x");
        play.Stage.Run();
        Assert.Equal("Terminated", play.Seen[^1]);
        Assert.Single(play.Seen, "Terminated");
        play.Go();
        Assert.Equal(2, play.Seen.Count(line => line == "Terminated ends"));
        Assert.False(play.WereTwoAtOnce);
    }

    [Fact]
    public void AnySeed_AnyMoment_NeverTwoAtOnceAndTheEndComes()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            using var play = new Play(null, seed);
            for (int i = 0; i < 20; i++) play.Actor.Tell(i % 7 == 3 ? "boom" : "x");
            for (int i = 0; i < seed % 30; i++) play.Stage.Dispatcher.RunOne();
            ActorSystem.Poison(play.Actor);
            play.Stage.Run();
            Assert.False(play.WereTwoAtOnce);
            Assert.False(play.Actor.IsAlive);
            Assert.Equal("Stopped ends", play.Seen[^1]);
            Assert.Equal(play.Seen.Count(line => line == "Started"), play.Seen.Count(line => line == "Started ends"));
        }
    }

    /// <summary>An actor that awaits a gate in one kind of message, or yields in all.</summary>
    private sealed class Play : IDisposable, IActor
    {
        private readonly Type? _awaits;
        private bool _inside;

        internal Play(Type? awaits, int? seed = null)
        {
            _awaits = awaits;
            Stage = new Stage(seed);
            Actor = Stage.System.Spawn(Props.FromProducer(() => this), "a"); // one instance for all lives, so that it sees them all
        }

        internal Stage Stage { get; }

        internal ActorRef<object> Actor { get; }

        internal ActorRef? Child { get; private set; }

        internal TaskCompletionSource Gate { get; } = new();

        internal List<string> Seen { get; } = [];

        internal bool WereTwoAtOnce { get; private set; }

        internal void Go()
        {
            Gate.TrySetResult();
            Stage.Run();
        }

        public async Task Receive(IContext context)
        {
            object message = context.Message;
            string name = message as string ?? message.GetType().Name;
            Seen.Add(name);
            WereTwoAtOnce |= _inside;
            _inside = true;
            try
            {
                if (message is ActorRef other) context.Watch(other);
                if (name == "spawn") Child = context.SpawnAnonymous(Props.FromBehavior(Behavior.Empty<int>()));
                if (name == "boom") throw new Boom();
                if (_awaits is null) await Task.Yield();
                else if (message.GetType() == _awaits) await Gate.Task;
                else return;
                Seen.Add($"{name} ends");
            }
            finally
            {
                _inside = false;
            }
        }

        public void Dispose()
        {
            Gate.TrySetResult();
            Stage.Dispose();
        }
    }
}
