using Actors.TestKit;

namespace Actors.Remote.Tests.Nodes;

/// <summary>Systems whose turns a test runs, and whose clock it moves.</summary>
internal static class ByHand
{
    /// <summary>Ends a system whose clock is a <see cref="VirtualTime"/>.</summary>
    internal static async Task EndAsync(ActorSystem system, ManualDispatcher dispatcher)
    {
        var end = system.DisposeAsync().AsTask();
        while (!end.IsCompleted)
        {
            dispatcher.RunUntilIdle();
            ((VirtualTime)system.Time).AdvanceBy(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await end;
    }
}
