namespace Actors.Cluster;

/// <summary>One request on its way to the server's loop.</summary>
internal sealed record EmbeddedWork(EmbeddedSession Session, EmbeddedRequest Request)
{
    /// <summary>The kind of the server's own note that a watch's time is up; no client can send it.</summary>
    internal const string Expired = "\0expired";

    /// <summary>The checked operations of a transaction.</summary>
    internal IReadOnlyList<StoreOperation>? Operations { get; init; }

    internal EmbeddedWork? Expires { get; private init; }

    internal static EmbeddedWork Expire(EmbeddedWork watch) => new(watch.Session, new EmbeddedRequest(0, Expired)) { Expires = watch };

    // Identity, not content: two clients may send equal requests.

    /// <inheritdoc/>
    public bool Equals(EmbeddedWork? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
