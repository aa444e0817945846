namespace Actors.Core.Tests;

/// <summary>The contract on the thread pool.</summary>
public sealed class ThreadPoolDispatcherContractTests : DispatcherContract
{
    private protected override Dispatcher Create() => Dispatcher.ThreadPool;
}

/// <summary>The contract with a thread for each actor.</summary>
public sealed class PinnedDispatcherContractTests : DispatcherContract
{
    private protected override Dispatcher Create() => new PinnedDispatcher();
}

/// <summary>The contract on three threads.</summary>
public sealed class WorkerPoolDispatcherContractTests : DispatcherContract
{
    private protected override Dispatcher Create() => new WorkerPoolDispatcher(3);
}

/// <summary>The contract on one thread.</summary>
public sealed class SingleWorkerDispatcherContractTests : DispatcherContract
{
    private protected override Dispatcher Create() => new WorkerPoolDispatcher(1);
}
