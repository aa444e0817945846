using System.Net;

namespace Actors.IntegrationTests;

/// <summary>The Docker Engine refused a request; says which, and what it answered.</summary>
public sealed class DockerException(string request, HttpStatusCode status, string answer)
    : Exception($"The Docker Engine refused {request}: {(int)status} {answer.Trim()}")
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;
}
