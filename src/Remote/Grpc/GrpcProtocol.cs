using System.Globalization;
using System.Text;

namespace Actors.Remote;

/// <summary>Names and numbers of gRPC over HTTP/2 (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).</summary>
internal static class GrpcProtocol
{
    /// <summary>The path of rpc Connect in proto/remote.proto.</summary>
    internal const string ConnectPath = "/actors.remote.v1.Remoting/Connect";

    internal const string ContentType = "application/grpc";
    internal const string StatusHeader = "grpc-status";
    internal const string MessageHeader = "grpc-message";

    internal const int StatusOk = 0;
    internal const int StatusUnimplemented = 12;
    internal const int StatusInternal = 13;
    internal const int StatusUnavailable = 14;

    /// <summary>True for application/grpc, with a subtype (+proto) or parameters; false for application/grpc-web.</summary>
    internal static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');

    /// <summary>Percent-encodes a grpc-message: all but printable ASCII, and the percent sign.</summary>
    internal static string EncodeMessage(string message)
    {
        var encoded = new StringBuilder(message.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= 0x20 and <= 0x7E && b != (byte)'%') encoded.Append((char)b);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return encoded.ToString();
    }

    /// <summary>The reverse; what is not valid encoding stays as it is.</summary>
    internal static string DecodeMessage(string message) => Uri.UnescapeDataString(message);
}
