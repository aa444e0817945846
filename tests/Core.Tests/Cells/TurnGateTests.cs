namespace Actors.Core.Tests;

/// <summary>A closed gate keeps an actor from its messages and loses none.</summary>
public sealed class TurnGateTests
{
    [Fact]
    public void Closed_KeepsMessages_AndThawGoesOn()
    {
        using var stage = new Stage();
        var gate = new TestGate();
        var seen = new List<int>();
        var actor = Spawn(stage, gate, seen);
        actor.Tell(1);
        stage.Run();
        gate.Close();
        actor.Tell(2);
        actor.Tell(3);
        stage.Run();
        Assert.Equal([1], seen);
        gate.Open();
        stage.Run();
        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void Closed_InTheMiddleOfATurn_EndsTheTurnAfterTheMessage()
    {
        using var stage = new Stage();
        var gate = new TestGate();
        var seen = new List<int>();
        var actor = stage.System.Spawn(
            Props.FromBehavior(Behavior.Receive<int>((_, m) =>
            {
                seen.Add(m);
                if (m == 2) gate.Close();
                return Behavior.Same<int>();
            })) with { Gate = gate },
            "a");
        for (int i = 1; i <= 4; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2], seen);
        gate.Open();
        stage.Run();
        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public void Stop_WhileClosed_StopsAndAccountsForTheMessages()
    {
        using var stage = new Stage();
        var gate = new TestGate();
        gate.Close();
        var actor = Spawn(stage, gate, []);
        actor.Tell(1);
        stage.Run();
        ActorSystem.Stop(actor);
        stage.Run();
        Assert.False(actor.IsAlive);
        Assert.Equal([DeadLetterReason.ActorStopped], stage.ReasonsFor("/user/a"));
    }

    [Fact]
    public void Closed_AtTheStart_DelaysTheSetup()
    {
        using var stage = new Stage();
        var gate = new TestGate();
        gate.Close();
        int setups = 0;
        stage.System.Spawn(
            Props.FromBehavior(Behavior.Setup<int>(_ =>
            {
                setups++;
                return Behavior.Empty<int>();
            })) with { Gate = gate },
            "a");
        stage.Run();
        Assert.Equal(0, setups);
        gate.Open();
        stage.Run();
        Assert.Equal(1, setups);
    }

    [Fact]
    public void Current_IsTheGateWithinTheHandler_AlsoAfterAnAwait_AndNowhereElse()
    {
        using var stage = new Stage();
        var gate = new TestGate();
        var release = new TaskCompletionSource();
        var seen = new List<TurnGate?>();
        var actor = stage.System.Spawn(
            Props.FromBehavior(Behavior.ReceiveAsync<int>(async (_, _) =>
            {
                seen.Add(TurnGate.Current);
                await release.Task;
                seen.Add(TurnGate.Current);
                return Behavior.Same<int>();
            })) with { Gate = gate },
            "a");
        actor.Tell(1);
        stage.Run();
        Assert.Null(TurnGate.Current);
        release.SetResult();
        stage.Run();
        Assert.Null(TurnGate.Current);
        Assert.Equal([gate, gate], seen);
    }

    [Fact]
    public void OpenedAndClosed_UnderManySeeds_HandlesEachMessageOnceInOrder()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            using var stage = new Stage(seed);
            var random = new Random(seed);
            var gate = new TestGate();
            var seen = new List<int>();
            var actor = Spawn(stage, gate, seen);
            for (int i = 0; i < 50; i++)
            {
                actor.Tell(i);
                if (random.Next(3) == 0) gate.Close();
                for (int steps = random.Next(3); steps > 0; steps--) stage.Dispatcher.RunOne();
                if (random.Next(3) == 0) gate.Open();
            }

            gate.Open();
            stage.Run();
            Assert.Equal(Enumerable.Range(0, 50), seen);
        }
    }

    [Fact]
    public void Current_AfterAnAwaitInAClass_IsStillTheGate_WhichMayHaveClosedMeanwhile()
    {
        // Seen to fail when the class's handler or hook is called without the gate flowing along.
        using var stage = new Stage();
        var gate = new TestGate();
        var (start, handle) = (new TaskCompletionSource(), new TaskCompletionSource());
        var seen = new List<bool?>();
        var typed = stage.System.Spawn(Props.FromActor(() => new AwaitingActor(start.Task, handle.Task, seen)) with { Gate = gate }, "typed");
        var classic = stage.System.Spawn(Props.FromProducer(() => new AwaitingClassic(start.Task, handle.Task, seen)) with { Gate = gate }, "classic");
        stage.Run();
        gate.Close();
        start.SetResult();
        stage.Run();
        Assert.Equal([false, false], seen);
        gate.Open();
        typed.Tell(1);
        classic.Tell(1);
        stage.Run();
        gate.Close();
        handle.SetResult();
        stage.Run();
        Assert.Equal([false, false, false, false], seen);
        Assert.Null(TurnGate.Current);
        gate.Open();
    }

    private sealed class AwaitingActor(Task start, Task handle, List<bool?> seen) : AbstractActor<int>
    {
        protected override Task OnPreStartAsync() => Note(start, seen);

        protected override async ValueTask OnReceiveAsync(int message) => await Note(handle, seen);
    }

    private sealed class AwaitingClassic(Task start, Task handle, List<bool?> seen) : IActor
    {
        public Task Receive(IContext context) => context.Message switch
        {
            Started => Note(start, seen),
            int => Note(handle, seen),
            _ => Task.CompletedTask,
        };
    }

    private static async Task Note(Task until, List<bool?> seen)
    {
        await until;
        seen.Add(TurnGate.Current?.IsOpen);
    }

    private static ActorRef<int> Spawn(Stage stage, TurnGate gate, List<int> seen) =>
        stage.System.Spawn(Props.FromBehavior(Stage.Collect(seen)) with { Gate = gate }, "a");

    private sealed class TestGate : TurnGate
    {
        private readonly HashSet<Cell> _waiting = [];
        private bool _open = true;

        internal override long FencingToken => 1;

        internal override bool IsOpen => _open;

        internal void Close() => _open = false;

        internal void Open()
        {
            _open = true;
            foreach (var cell in _waiting) cell.SendSystem(new ThawMessage());
            _waiting.Clear();
        }

        internal override void OnClosed(Cell cell) => _waiting.Add(cell);
    }
}
