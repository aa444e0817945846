namespace Actors.Core.Tests;

/// <summary>Pooled asks on the thread pool: each gets its own answer.</summary>
public sealed class AskStressTests
{
    [Fact]
    public async Task ManyAskers_WithLateRepliesAndTimeouts_NeverGetAnothersAnswer()
    {
        // Seen to fail when AskSource.TryEnd ignores the version: answers to asks that had timed out reach later ones.
        await using var system = ActorSystem.Create("asks", new ActorSystemOptions { DeadLetterCapacity = 0 });
        var late = new List<(int Number, ActorRef<int> ReplyTo)>();
        var actor = system.Spawn(
            Props.FromBehavior(Behavior.Receive<(int Number, ActorRef<int> ReplyTo)>((_, m) =>
            {
                if (m.Number % 50 == 0)
                {
                    late.Add(m); // answered when its asker has given up
                }
                else
                {
                    m.ReplyTo.Tell(m.Number);
                    if (m.Number % 3 == 0) m.ReplyTo.Tell(-m.Number);
                }

                if (late.Count < 20) return Behavior.Same<(int, ActorRef<int>)>();
                foreach (var (number, replyTo) in late) replyTo.Tell(number);
                late.Clear();
                return Behavior.Same<(int, ActorRef<int>)>();
            })),
            "a");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(asker => AskManyAsync(actor, asker * 1_000_000))).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, system.Asks.Count);
    }

    private static async Task AskManyAsync(ActorRef<(int Number, ActorRef<int> ReplyTo)> actor, int from)
    {
        await Task.Yield();
        using var cancel = new CancellationTokenSource();
        for (int i = 1; i <= 2_000; i++)
        {
            int number = from + i;
            bool mayEnd = number % 50 == 0;
            try
            {
                int reply = await actor.Ask<(int, ActorRef<int>), int>(
                    replyTo => (number, replyTo), mayEnd ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromMinutes(2), number % 7 == 0 ? cancel.Token : default);
                Assert.Equal(number, reply);
            }
            catch (AskTimeoutException)
            {
                Assert.True(mayEnd, $"{number} timed out");
            }
        }
    }
}
