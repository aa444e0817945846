namespace Actors.Core.Tests;

/// <summary>Each ball is the only one of its pair: if one wake-up is lost, its pair stands still for ever.</summary>
/// <remarks>Seen to fail when the consumer goes idle by clearing its flag whatever the tail is.</remarks>
public sealed class PingPongTests
{
    private const int Pairs = 8;

    [Fact]
    public async Task Ball_OfEachPair_NeverStopsOnTheWay()
    {
        await using var system = ActorSystem.Create("pairs");
        int hops = (int)(StressSize.Messages / Pairs);
        var ends = new List<Task>();
        for (int pair = 0; pair < Pairs; pair++)
        {
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ends.Add(end.Task);
            var props = Props.FromBehavior(Behavior.Receive<Ball>((context, ball) =>
            {
                if (ball.Left == 0) end.SetResult();
                else ball.From.Tell(new Ball(ball.Left - 1, context.Self));
                return Behavior.Same<Ball>();
            }));
            var (one, two) = (system.SpawnAnonymous(props), system.SpawnAnonymous(props));
            one.Tell(new Ball(hops, two));
        }

        await Task.WhenAll(ends).WaitAsync(TimeSpan.FromMinutes(2));
    }

    private readonly record struct Ball(int Left, ActorRef<Ball> From);
}
