using System.Text.Json.Serialization;

namespace Actors.IntegrationTests;

// The part of the Docker Engine's API that the tests speak; names as in its documentation.

internal sealed record CreateNetworkRequest(
    string Name, string Driver, bool CheckDuplicate, bool Internal, Dictionary<string, string> Labels);

internal sealed record ConnectNetworkRequest(string Container, EndpointSettings EndpointConfig);

internal sealed record DisconnectNetworkRequest(string Container, bool Force);

internal sealed record CreatedAnswer(string Id);

internal sealed record CreateContainerRequest(
    string Image,
    string? Hostname,
    IReadOnlyList<string>? Entrypoint,
    IReadOnlyList<string>? Cmd,
    IReadOnlyList<string> Env,
    Dictionary<string, string> Labels,
    HealthCheck? Healthcheck,
    HostConfig HostConfig,
    NetworkingConfig? NetworkingConfig);

/// <summary>A health check of a container; durations in nanoseconds.</summary>
internal sealed record HealthCheck(IReadOnlyList<string> Test, long Interval, long Timeout, int Retries)
{
    /// <summary>Runs a command every half second until it ends with 0.</summary>
    public static HealthCheck Command(params string[] command) =>
        new(["CMD", .. command], 500_000_000, 5_000_000_000, 120);
}

internal sealed record HostConfig(string? NetworkMode, IReadOnlyList<string>? Binds, IReadOnlyList<string>? CapAdd, bool Init);

internal sealed record NetworkingConfig(Dictionary<string, EndpointSettings> EndpointsConfig);

internal sealed record EndpointSettings(IReadOnlyList<string>? Aliases = null, string? IPAddress = null);

internal sealed record ContainerDetails(string Id, ContainerState State, NetworkSettings NetworkSettings);

internal sealed record ContainerState(string Status, bool Running, bool Paused, int ExitCode, HealthState? Health);

internal sealed record HealthState(string Status, IReadOnlyList<HealthProbe>? Log);

internal sealed record HealthProbe(int ExitCode, string Output);

internal sealed record NetworkSettings(Dictionary<string, EndpointSettings> Networks);

internal sealed record ListedContainer(string Id, IReadOnlyList<string> Names);

internal sealed record ListedNetwork(string Id, string Name);

internal sealed record WaitAnswer(int StatusCode);

internal sealed record CreateExecRequest(
    bool AttachStdout, bool AttachStderr, IReadOnlyList<string> Cmd, IReadOnlyList<string>? Env);

internal sealed record StartExecRequest(bool Detach, bool Tty);

internal sealed record ExecDetails(int? ExitCode, bool Running);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateNetworkRequest))]
[JsonSerializable(typeof(ConnectNetworkRequest))]
[JsonSerializable(typeof(DisconnectNetworkRequest))]
[JsonSerializable(typeof(CreatedAnswer))]
[JsonSerializable(typeof(CreateContainerRequest))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(ListedContainer[]))]
[JsonSerializable(typeof(ListedNetwork[]))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(CreateExecRequest))]
[JsonSerializable(typeof(StartExecRequest))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class DockerJson : JsonSerializerContext;
