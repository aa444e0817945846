using Actors.Remote;

namespace Actors.IntegrationTests.LinkPeer;

/// <summary>Told in a row from 1, and never again.</summary>
[Message("links.step")]
public sealed record Step(long Number, byte[] Filling);

/// <summary>Delivered reliably, in a row from 1.</summary>
[Message("links.order")]
public sealed record Order(long Number);

/// <summary>The messages of this program.</summary>
[MessageManifest(typeof(Sequenced<Order>))]
public static partial class LinkMessages;
