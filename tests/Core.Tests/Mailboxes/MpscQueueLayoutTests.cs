using System.Runtime.CompilerServices;

namespace Actors.Core.Tests;

/// <summary>
/// What the consumer reads with each message must not lie on a cache line that producers write with each message: the order of the
/// fields decides it, and nothing else would show that it has been changed but a message that takes 30 ns longer.
/// </summary>
/// <remarks>Seen to fail with the sender and the behaviour declared behind the cell's other references.</remarks>
public sealed class MpscQueueLayoutTests
{
    private const int Line = 64;

    [Fact]
    public async Task Cell_WhatATurnReadsWithEachMessage_LiesALineFromTheQueuesState()
    {
        await using var system = ActorSystem.Create("layout");
        var actor = system.Spawn(Props.FromBehavior(Behavior.Receive<string>(static (_, _) => Behavior.Same<string>())), "one");
        var cell = (Cell<string>)((ILocalRef)actor.Origin).Cell;
        ref byte state = ref Unsafe.As<long, byte>(ref Queues<Letter<string>>.State(ref Cells<string>.Queue(cell)));
        Assert.InRange(Unsafe.ByteOffset(ref Unsafe.As<ActorRef?, byte>(ref Cells<string>.Sender(cell)), ref state), Line, 1024);
        Assert.InRange(Unsafe.ByteOffset(ref Unsafe.As<Behavior<string>?, byte>(ref Cells<string>.Behavior(cell)), ref state), Line - 8, 1024); // shares the line in one of eight places of the cell in memory
    }

    [Fact]
    public void Queue_Itself_IsThreeWords() => Assert.Equal(24, Unsafe.SizeOf<MpscQueue<string>>());

    private static class Cells<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_queue")]
        internal static extern ref MpscQueue<Letter<T>> Queue(Cell<T> cell);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sender")]
        internal static extern ref ActorRef? Sender(Cell<T> cell);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_behavior")]
        internal static extern ref Behavior<T>? Behavior(Cell<T> cell);
    }

    private static class Queues<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_state")]
        internal static extern ref long State(ref MpscQueue<T> queue);
    }
}
