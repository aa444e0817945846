namespace Actors.IntegrationTests;

/// <summary>
/// How long the harness waits before it gives up. They only bound a failure, so they are generous: a loaded
/// two-core machine is slow, and no test asserts on them.
/// </summary>
internal static class Limits
{
    /// <summary>One request to the Docker Engine that does not wait for anything.</summary>
    public static readonly TimeSpan EngineRequest = TimeSpan.FromSeconds(60);

    /// <summary>A process or container to say that it is ready, a health check to pass, a leader to be elected.</summary>
    public static readonly TimeSpan Ready = TimeSpan.FromSeconds(90);

    /// <summary>A process to end after it was asked to.</summary>
    public static readonly TimeSpan Exit = TimeSpan.FromSeconds(45);

    /// <summary>A command such as an exec in a container or a run of docker-compose.</summary>
    public static readonly TimeSpan Command = TimeSpan.FromSeconds(120);

    /// <summary>Building an image and starting or stopping a whole cluster of containers; counting a text on it.</summary>
    public static readonly TimeSpan Compose = TimeSpan.FromSeconds(240);

    /// <summary>Trimming and compiling a program with its runtime.</summary>
    public static readonly TimeSpan Publish = TimeSpan.FromSeconds(600);

    /// <summary>The pause between two looks at something that can't be waited for.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
}
