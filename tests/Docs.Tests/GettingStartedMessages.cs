using Actors.Remote;

namespace Actors.Docs.Tests;

// snippet: started-messages
[Message("shop.add")]
public sealed record Add(int Amount, ActorRef<Total>? ReplyTo = null);

[Message("shop.total")]
public sealed record Total(int Amount);

[MessageManifest]
public static partial class ShopMessages;
// end
