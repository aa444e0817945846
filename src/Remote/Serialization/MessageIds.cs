using System.Buffers;

namespace Actors.Remote;

/// <summary>What an id may be where the generator has not checked it.</summary>
internal static class MessageIds
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    internal static void Check(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MessageAttribute.MaxIdLength || id.AsSpan().ContainsAnyExcept(Allowed))
            throw new ArgumentException($"the message id '{id}' must have 1 to {MessageAttribute.MaxIdLength} letters, digits, '.', '_', '-' or '/'", nameof(id));
    }
}
