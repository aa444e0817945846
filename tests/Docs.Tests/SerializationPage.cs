using Actors.Remote;

namespace Actors.Docs.Tests.Serialization;

// snippet: serialization-messages
[Message("shop.order")]
public sealed record Order(Guid Id, IReadOnlyList<OrderLine> Lines, ActorRef<Receipt> ReplyTo, string? Note = null);

[Message("shop.order-line")]
public readonly record struct OrderLine(string Article, int Count, decimal Price);

[Message("shop.receipt")]
public sealed record Receipt(Guid Order);

[MessageManifest]
public static partial class OrderMessages;
// end
