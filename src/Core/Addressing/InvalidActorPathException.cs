namespace Actors;

/// <summary>A text is not an actor path or address. The message quotes the text, the offending part and the rule.</summary>
public sealed class InvalidActorPathException : ActorException
{
    /// <summary>Creates the exception for <paramref name="text"/>, refused because of <paramref name="problem"/>.</summary>
    public InvalidActorPathException(string text, string problem)
        : base($"'{Shorten(text)}' is not a valid actor path: {problem}")
    {
        Text = text;
        Problem = problem;
    }

    /// <summary>The refused text.</summary>
    public string Text { get; }

    /// <summary>What is wrong with it.</summary>
    public string Problem { get; }

    private static string Shorten(string text) => text.Length <= 120 ? text : text[..120] + "...";
}
