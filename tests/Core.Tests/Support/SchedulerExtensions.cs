using System.Runtime.CompilerServices;

namespace Actors.Core.Tests;

internal static class SchedulerExtensions
{
    /// <summary>Goes on as a work item of its own.</summary>
    internal static ConfiguredTaskAwaitable Yield(this TaskScheduler scheduler) =>
        Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, scheduler).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
