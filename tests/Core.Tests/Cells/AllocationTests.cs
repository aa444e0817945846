namespace Actors.Core.Tests;

/// <summary>A Tell costs no memory in steady state, and a struct is not boxed on the way.</summary>
/// <remarks>The first was seen to fail when Post boxes the message.</remarks>
public sealed class AllocationTests
{
    private const int Messages = 100_000;

    private readonly record struct Pair(long A, long B);

    private sealed record Note(int Number);

    [Fact]
    public void Tell_OfAStruct_AllocatesNothing() => Assert.Equal(0, AllocatedByTelling(new Pair(1, 2)));

    [Fact]
    public void Tell_OfAClass_AllocatesNothing() => Assert.Equal(0, AllocatedByTelling(new Note(1)));

    private static long AllocatedByTelling<T>(T message)
    {
        using var stage = new Stage();
        long handled = 0;
        var actor = stage.Spawn(
            Behavior.Receive<T>((_, _) =>
            {
                handled++;
                return Behavior.Same<T>();
            }),
            "a");
        Tell(stage, actor, message, 2_000); // segments, the dispatcher's list, the compiled code
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tell(stage, actor, message, Messages);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Messages + 2_000, handled);
        return allocated;
    }

    private static void Tell<T>(Stage stage, ActorRef<T> actor, T message, int count)
    {
        for (int i = 0; i < count; i += 20)
        {
            for (int j = 0; j < 20; j++) actor.Tell(message);
            stage.Run();
        }
    }
}
