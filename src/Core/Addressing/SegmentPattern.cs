namespace Actors;

/// <summary>One segment of an <see cref="ActorSelection"/>: a name, or one with wildcards.</summary>
internal sealed class SegmentPattern
{
    private readonly string _text;

    /// <exception cref="InvalidActorPathException">It can match no segment.</exception>
    internal SegmentPattern(string text, string whole)
    {
        _text = text;
        HasWildcard = text.AsSpan().ContainsAny('*', '?');
        if (!HasWildcard) ActorPath.CheckSegment(text, whole);
        else ActorPath.CheckCharacters(text.Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal), whole);
    }

    internal bool HasWildcard { get; }

    /// <summary>The name, where there is no wildcard.</summary>
    internal string Name => _text;

    /// <summary>In at most the product of the two lengths.</summary>
    internal bool Matches(string name)
    {
        int at = 0, star = -1, resume = 0;
        for (int i = 0; i < name.Length;)
        {
            if (at < _text.Length && (_text[at] == '?' || _text[at] == name[i]))
            {
                at++;
                i++;
            }
            else if (at < _text.Length && _text[at] == '*')
            {
                star = at++;
                resume = i;
            }
            else if (star >= 0)
            {
                at = star + 1; // the last star takes one character more
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (at < _text.Length && _text[at] == '*') at++;
        return at == _text.Length;
    }
}
