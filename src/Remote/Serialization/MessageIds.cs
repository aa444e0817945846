using System.Buffers;

namespace Actors.Remote;

/// <summary>What an id may be where the generator has not checked it.</summary>
internal static class MessageIds
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    /// <summary>An id of any codec: the generator puts the shapes of a generic message's arguments into it.</summary>
    internal static void CheckAny(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MessageAttribute.MaxIdLength || id.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"the message id '{id}' must have 1 to {MessageAttribute.MaxIdLength} visible characters of ASCII", nameof(id));
    }

    internal static void Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MessageAttribute.MaxIdLength || id.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"the message id '{id}' must have 1 to {MessageAttribute.MaxIdLength} letters, digits, '.', '_', '-' or '/'", nameof(id));
    }
}
