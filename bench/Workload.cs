namespace Actors.Bench;

/// <summary>One thing to measure.</summary>
internal abstract class Workload
{
    /// <summary>The short name on the command line and before each figure.</summary>
    internal abstract string Id { get; }

    internal abstract string Description { get; }

    /// <summary>True for one that needs the machine for itself: it runs only when it is named.</summary>
    internal virtual bool OnlyByName => false;

    /// <summary>What the runtime of its processes is started with, beside what the project says: names without their prefix DOTNET_.</summary>
    internal virtual IReadOnlyDictionary<string, string> RuntimeSettings => new Dictionary<string, string>();

    internal abstract Task RunAsync(Report report);

    /// <summary>
    /// The second process, when <see cref="RunAsync"/> starts one with <see cref="PeerProcess"/>: starts to listen,
    /// returns the port, and serves until the process is ended.
    /// </summary>
    internal virtual Task<int> ServeAsync() => throw new NotSupportedException($"{Id} has no second process");
}
