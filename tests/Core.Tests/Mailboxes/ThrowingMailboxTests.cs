namespace Actors.Core.Tests;

/// <summary>A mailbox of the user's that throws: the actor fails, no message does, and nothing is handled twice.</summary>
/// <remarks>The first was seen to fail (the actor spins) while the marker of a take that threw stayed first in the queue.</remarks>
public sealed class ThrowingMailboxTests
{
    [Fact]
    public void TryTakeThatThrows_UnderRetry_IsNoFailedMessage_AndTheActorGoesIdle()
    {
        using var stage = new Stage(change: options => options with { Supervision = SupervisionStrategy.Always(Directive.Retry(3).Then(Directive.Resume)) });
        var seen = new List<int>();
        var mailbox = new Faulty { TakesThatThrow = 2 };
        var actor = stage.System.Spawn(Props.FromBehavior(Stage.Collect(seen)).WithMailbox(() => mailbox), "a");
        for (int i = 1; i <= 3; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2, 3], seen);
        for (int i = 4; i <= 6; i++) actor.Tell(i);
        stage.Run();
        Assert.Equal([1, 2, 3, 4, 5, 6], seen);
        Assert.Equal(0, stage.DeadLetters.Total);
        Assert.Equal(2, stage.Log.TextsOf(1002).Count(text => text.EndsWith("Resume", StringComparison.Ordinal)));
        Assert.Equal(0, actor.MailboxDepth);
    }

    [Fact]
    public async Task AddThatThrows_ForATellAsyncThatWaited_IsADeadLetter_AndTheTellersError()
    {
        using var stage = new Stage();
        var seen = new List<int>();
        var mailbox = new Faulty { Refused = 2 };
        var actor = stage.System.Spawn(Props.FromBehavior(Stage.Collect(seen)).WithMailbox(() => mailbox, Mailbox.Bounded(1, MailboxOverflow.Backpressure)), "a");
        actor.Tell(1);
        var waits = actor.TellAsync(2).AsTask();
        stage.Run();
        await Assert.ThrowsAsync<Boom>(() => waits);
        Assert.Equal([1], seen);
        Assert.Equal([DeadLetterReason.MailboxFailed], stage.ReasonsFor("/user/a"));
        Assert.Single(stage.Log.TextsOf(1020));
    }

    [Fact]
    public void AFactoryThatThrows_GivesTheActorsPlaceBack()
    {
        using var stage = new Stage();
        long alive = stage.System.ActorsAlive;
        var props = Props.FromBehavior(Behavior.Empty<int>()).WithMailbox(() => throw new Boom());
        Assert.Throws<Boom>(() => stage.System.Spawn(props, "a"));
        Assert.Equal(alive, stage.System.ActorsAlive);
    }

    private sealed class Faulty : IMailbox<int>
    {
        private readonly Queue<Envelope<int>> _waiting = new();

        internal int TakesThatThrow { get; set; }

        internal int Refused { get; init; }

        public int Count => _waiting.Count;

        public void Add(in Envelope<int> envelope)
        {
            if (envelope.Message == Refused) throw new Boom();
            _waiting.Enqueue(envelope);
        }

        public bool TryTake(out Envelope<int> envelope) => TakesThatThrow-- > 0 ? throw new Boom() : _waiting.TryDequeue(out envelope);

        public bool TryDrop(out Envelope<int> envelope) => _waiting.TryDequeue(out envelope);
    }
}
