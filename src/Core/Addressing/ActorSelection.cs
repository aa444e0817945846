namespace Actors;

/// <summary>
/// The actors of this process whose paths match a pattern; made by <see cref="ActorSystem.Select"/>. Looked up anew at each
/// use, so actors come and go. Immutable and thread-safe.
/// </summary>
public sealed class ActorSelection
{
    /// <summary>How many <see cref="List"/> gives unless told otherwise.</summary>
    public const int DefaultLimit = 10_000;

    private readonly ActorSystem _system;
    private readonly SegmentPattern[] _segments;

    internal ActorSelection(ActorSystem system, string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Length > ActorPath.MaxLength) throw new InvalidActorPathException(pattern, $"it has {pattern.Length} characters, at most {ActorPath.MaxLength} are allowed");
        if (!pattern.StartsWith('/')) throw new InvalidActorPathException(pattern, "it must begin with '/'");
        string[] segments = pattern.Length == 1 ? [] : pattern[1..].Split('/');
        if (segments.Length > ActorPath.MaxDepth) throw new InvalidActorPathException(pattern, $"it has more than {ActorPath.MaxDepth} segments");
        _system = system;
        _segments = Array.ConvertAll(segments, segment => new SegmentPattern(segment, pattern));
        Pattern = pattern;
    }

    /// <summary>The pattern, as it was given.</summary>
    public string Pattern { get; }

    /// <summary>The actors that match now, children of one parent in the order in which they were spawned; the first <paramref name="limit"/> of them.</summary>
    /// <param name="limit">1 or more.</param>
    public IReadOnlyList<ActorRef> List(int limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var found = new List<ActorRef>();
        foreach (var cell in Walk())
        {
            found.Add(cell.Self);
            if (found.Count == limit) break;
        }

        return found;
    }

    /// <summary>
    /// Tells each actor that matches now, as <see cref="ActorRef{T}.Tell(T)"/>, and returns how many there were. For one
    /// that takes another type, and where none matches, the message is a dead letter.
    /// </summary>
    public int Tell<T>(T message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        int told = 0;
        foreach (var cell in Walk())
        {
            if (cell.Self is ActorRef<T> typed) typed.Tell(message, sender);
            else cell.Self.TellObject(message, sender);
            told++;
        }

        if (told == 0) _system.DeadLetters.Publish(message, Pattern, sender, DeadLetterReason.NoSuchActor);
        return told;
    }

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    /// <summary>Depth first, with a stack of its own.</summary>
    private IEnumerable<Cell> Walk()
    {
        var open = new Stack<(Cell Cell, int Depth)>();
        open.Push((_system.RootCell, 0));
        while (open.TryPop(out var next))
        {
            if (next.Depth == _segments.Length)
            {
                yield return next.Cell;
                continue;
            }

            var segment = _segments[next.Depth];
            if (segment.HasWildcard)
            {
                var children = Array.FindAll(next.Cell.ListChildren(), child => segment.Matches(child.Name));
                Array.Sort(children, static (a, b) => b.Uid.CompareTo(a.Uid)); // the last one pushed comes first
                foreach (var child in children) open.Push((child, next.Depth + 1));
            }
            else if (next.Cell.FindChild(segment.Name) is { } child)
            {
                open.Push((child, next.Depth + 1));
            }
        }
    }
}
