using System.Buffers;

namespace Actors;

/// <summary>
/// The place of an actor in its system's hierarchy, for example <c>/user/orders/42</c>. Immutable and thread-safe.
/// A segment has 1 to <see cref="MaxSegmentLength"/> letters, digits, <c>_</c>, <c>-</c>, <c>.</c> or <c>%</c>-escapes
/// (which virtual-actor keys are written with); <c>.</c> and <c>..</c> alone are refused. A path has at most
/// <see cref="MaxDepth"/> segments and, as text, at most <see cref="MaxLength"/> characters.
/// </summary>
public sealed class ActorPath : IEquatable<ActorPath>
{
    /// <summary>Longest segment, in characters.</summary>
    public const int MaxSegmentLength = 512;

    /// <summary>Most segments that <see cref="FromString"/> takes. Local hierarchies may be deeper.</summary>
    public const int MaxDepth = 256;

    /// <summary>Longest text that <see cref="FromString"/> takes, in characters.</summary>
    public const int MaxLength = 4096;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.%");

    private string? _text;

    private ActorPath(ActorPath? parent, string name)
    {
        Parent = parent;
        Name = name;
        Depth = parent is null ? 0 : parent.Depth + 1;
    }

    /// <summary>The path <c>/</c>.</summary>
    public static ActorPath Root { get; } = new(null, "");

    /// <summary>The last segment; empty for <see cref="Root"/>.</summary>
    public string Name { get; }

    /// <summary>Number of segments; 0 for <see cref="Root"/>.</summary>
    public int Depth { get; }

    /// <summary>The path one segment up, or null for <see cref="Root"/>.</summary>
    public ActorPath? Parent { get; }

    /// <summary>The path of a child of this one.</summary>
    /// <exception cref="InvalidActorPathException"><paramref name="name"/> is not a valid segment.</exception>
    public ActorPath Child(string name)
    {
        CheckSegment(name, name);
        return new ActorPath(this, name);
    }

    /// <summary>Reads a path such as <c>/user/a/b</c>.</summary>
    /// <exception cref="InvalidActorPathException">The text breaks one of the rules above.</exception>
    public static ActorPath FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) throw new InvalidActorPathException(text, $"it has {text.Length} characters, at most {MaxLength} are allowed");
        if (text.Length == 0 || text[0] != '/') throw new InvalidActorPathException(text, "it must begin with '/'");
        if (text.Length == 1) return Root;
        var path = Root;
        int start = 1;
        while (true)
        {
            int end = text.IndexOf('/', start);
            string name = end < 0 ? text[start..] : text[start..end];
            CheckSegment(name, text);
            if (path.Depth == MaxDepth) throw new InvalidActorPathException(text, $"it has more than {MaxDepth} segments");
            path = new ActorPath(path, name);
            if (end < 0) return path;
            start = end + 1;
        }
    }

    /// <summary>Reads a path; false where <see cref="FromString"/> would throw.</summary>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ActorPath? path)
    {
        try
        {
            path = text is null ? null : FromString(text);
        }
        catch (InvalidActorPathException)
        {
            path = null;
        }

        return path is not null;
    }

    /// <summary>
    /// Writes any text as one valid segment: bytes of its UTF-8 form that are not letters, digits, <c>_</c>, <c>-</c> or
    /// <c>.</c> become <c>%XX</c>, and so do the dots of <c>.</c> and <c>..</c> alone. Different texts give different segments.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty, too long once escaped, or not valid UTF-16.</exception>
    public static string EscapeSegment(string key) => SegmentEscape.Escape(key);

    /// <summary>The text that <see cref="EscapeSegment"/> was given.</summary>
    public static string UnescapeSegment(string segment) => SegmentEscape.Unescape(segment);

    /// <summary>True if <paramref name="other"/> is a proper prefix of this path.</summary>
    public bool IsDescendantOf(ActorPath other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Depth <= other.Depth) return false;
        var path = this;
        while (path.Depth > other.Depth) path = path.Parent!;
        return path.Equals(other);
    }

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        var (a, b) = (this, other);
        if (b is null || a.Depth != b.Depth) return false;
        while (!ReferenceEquals(a, b))
        {
            if (a!.Name != b!.Name) return false;
            (a, b) = (a.Parent, b.Parent);
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The path as text, for example <c>/user/a</c>.</summary>
    public override string ToString() => _text ??= Format();

    /// <summary>A segment that needs no check because it comes from a checked source.</summary>
    internal ActorPath TrustedChild(string name) => new(this, name);

    internal static void CheckSegment(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0) throw new InvalidActorPathException(text, "a segment is empty");
        CheckCharacters(name, text);
        if (name is "." or "..") throw new InvalidActorPathException(text, $"the segment '{name}' is not allowed");
        if (name.Contains('%', StringComparison.Ordinal) && SegmentEscape.FindProblem(name) is { } problem) throw new InvalidActorPathException(text, problem);
    }

    internal static void CheckCharacters(string name, string text)
    {
        if (name.Length > MaxSegmentLength) throw new InvalidActorPathException(text, $"a segment has {name.Length} characters, at most {MaxSegmentLength} are allowed");
        int bad = name.AsSpan().IndexOfAnyExcept(Allowed);
        if (bad >= 0) throw new InvalidActorPathException(text, $"the character U+{(int)name[bad]:X4} is not allowed; use letters, digits, '_', '-' and '.'");
    }

    private string Format()
    {
        if (Parent is null) return "/";
        int length = 0;
        for (var path = this; path.Parent is not null; path = path.Parent) length += path.Name.Length + 1;
        return string.Create(length, this, static (span, path) =>
        {
            for (int end = span.Length; path.Parent is not null; path = path.Parent)
            {
                end -= path.Name.Length;
                path.Name.CopyTo(span[end..]);
                span[--end] = '/';
            }
        });
    }
}
