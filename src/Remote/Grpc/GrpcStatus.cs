using System.Globalization;
using System.Net.Http.Headers;

namespace Actors.Remote;

/// <summary>How a call ended: grpc-status and grpc-message, from trailers, or from headers when there was nothing else.</summary>
internal readonly record struct GrpcStatus(int Code, string Message)
{
    /// <summary>The status in <paramref name="headers"/>, or null when there is none.</summary>
    internal static GrpcStatus? Read(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(GrpcProtocol.StatusHeader, out IEnumerable<string>? codes)) return null;
        int code = int.TryParse(codes.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : -1;
        string message = headers.TryGetValues(GrpcProtocol.MessageHeader, out IEnumerable<string>? messages) ? messages.FirstOrDefault() ?? "" : "";
        return new GrpcStatus(code, GrpcProtocol.DecodeMessage(message));
    }

    /// <inheritdoc/>
    public override string ToString() => Message.Length == 0 ? $"gRPC status {Code}" : $"gRPC status {Code}: {Message}";
}
