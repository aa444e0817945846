using System.Net.Http.Headers;
using System.Net;
using Actors.Remote.Tests.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Actors.Remote.Tests;

/// <summary>What the listener answers to requests that are not our call, seen by a plain HTTP client.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync")]
public sealed class GrpcListenerTests : IAsyncLifetime
{
    private readonly GrpcLinkTransport _transport = new(TestNode.Transport, TimeProvider.System, NullLoggerFactory.Instance);
    private readonly HttpClient _client = new();

    public async Task InitializeAsync()
    {
        int port = await _transport.ListenAsync("127.0.0.1", 0, link => link.EchoAsync(), default);
        _client.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        _client.DefaultRequestVersion = HttpVersion.Version20;
        _client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _transport.DisposeAsync();
    }

    [Theory]
    [InlineData("/", "text/plain", HttpStatusCode.NotFound)]
    [InlineData("/actors.remote.v1.Remoting/Connect", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/actors.remote.v1.Remoting/Connect", "application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    public async Task Request_NotGrpc_IsRefusedWithAnHttpStatus(string path, string contentType, HttpStatusCode status)
    {
        using HttpResponseMessage response = await PostAsync(path, contentType);
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Request_GetOfOurPath_IsNotAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, GrpcProtocol.ConnectPath) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Content = new ByteArrayContent([]) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } };
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Call_UnknownMethod_IsUnimplemented()
    {
        using HttpResponseMessage response = await PostAsync("/actors.remote.v1.Remoting/Other", "application/grpc");
        GrpcStatus? status = GrpcStatus.Read(response.Headers);
        Assert.Equal(GrpcProtocol.StatusUnimplemented, status!.Value.Code);
        Assert.Contains(GrpcProtocol.ConnectPath, status.Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_CompressedMessages_IsUnimplementedSayingWhatIsTaken()
    {
        using HttpResponseMessage response = await PostAsync(GrpcProtocol.ConnectPath, "application/grpc+proto", "gzip");
        Assert.Equal(GrpcProtocol.StatusUnimplemented, GrpcStatus.Read(response.Headers)!.Value.Code);
        Assert.Equal("identity", response.Headers.GetValues("grpc-accept-encoding").Single());
    }

    [Fact]
    public async Task Call_Ended_HasStatusOkInItsTrailers()
    {
        using HttpResponseMessage response = await PostAsync(GrpcProtocol.ConnectPath, "application/grpc+proto");
        Assert.Equal("application/grpc", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(new GrpcStatus(0, ""), GrpcStatus.Read(response.TrailingHeaders));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string contentType, string? encoding = null)
    {
        using var content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } };
        if (encoding is not null) content.Headers.Add("grpc-encoding", encoding);
        return await _client.PostAsync(path, content);
    }
}
