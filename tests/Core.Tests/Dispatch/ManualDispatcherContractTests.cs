using Actors.TestKit;

namespace Actors.Core.Tests;

/// <summary>The contract on the manual dispatcher.</summary>
public sealed class ManualDispatcherContractTests : DispatcherContract
{
    private protected override Dispatcher Create() => new ManualDispatcher(17);

    private protected override Task Drive(Dispatcher dispatcher, Func<Task> program)
    {
        Task? running = null;
        dispatcher.NextTurn().OnCompleted(() => running = program()); // within a turn, so that what it awaits comes back
        ((ManualDispatcher)dispatcher).RunUntilIdle();
        Assert.True(running?.IsCompleted, "nothing more to run, and the program has not ended");
        return running!;
    }
}
