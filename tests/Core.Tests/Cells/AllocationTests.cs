using System.Diagnostics;
using System.Reflection;

namespace Actors.Core.Tests;

/// <summary>A Tell costs no memory in steady state, and a struct is not boxed on the way.</summary>
/// <remarks>The first was seen to fail when Post boxes the message. Alone, since a listener to the process's metrics makes a Tell allocate.</remarks>
[Collection(nameof(RunAloneCollection))]
public sealed class AllocationTests
{
    private const int Messages = 100_000;

    private readonly record struct Pair(long A, long B);

    private sealed record Note(int Number);

    [Fact]
    public void Tell_OfAStruct_AllocatesNothing()
    {
        long allocated = AllocatedByTelling(new Pair(1, 2));
        if (!IsOptimised) return; // a null check of a T boxes a struct until the optimiser removes it
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Tell_OfAClass_AllocatesNothing() => Assert.Equal(0, AllocatedByTelling(new Note(1)));

    private static bool IsOptimised => typeof(ActorSystem).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

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
