namespace Actors.Remote;

/// <summary>
/// A message cannot be written, or bytes are not the message they claim to be. Concerns this one message: others on the
/// same link are unaffected.
/// </summary>
public sealed class MessageFormatException : RemoteException
{
    /// <summary>Creates the exception; message and member are not known yet.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="innerException">The cause, if it is another error.</param>
    public MessageFormatException(string problem, Exception? innerException = null)
        : base(problem, innerException) => Problem = problem;

    private MessageFormatException(string problem, string messageId, string? member, Exception? innerException)
        : base(member is null ? $"Message '{messageId}': {problem}" : $"Message '{messageId}', member '{member}': {problem}", innerException)
    {
        Problem = problem;
        MessageId = messageId;
        Member = member;
    }

    /// <summary>What is wrong, without saying where.</summary>
    public string Problem { get; }

    /// <summary>The wire name of the outermost message, where known.</summary>
    public string? MessageId { get; }

    /// <summary>The member, where known; within a nested message a path such as <c>Lines.Price</c>.</summary>
    public string? Member { get; }

    // An error comes up through the nested messages; each level puts its member in front and its id in place.
    internal static MessageFormatException In(Exception error, string messageId, string? member)
    {
        if (error is not MessageFormatException format)
            return new MessageFormatException($"{error.GetType().Name}: {error.Message}", messageId, member, error);
        string? path = (member, format.Member) switch
        {
            (null, var inner) => inner,
            (_, null) => member,
            _ => $"{member}.{format.Member}",
        };
        return new MessageFormatException(format.Problem, messageId, path, format.InnerException);
    }
}
