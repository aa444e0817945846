namespace Actors.TestKit;

/// <summary>What a test expected did not happen. Any test framework reports it as a failure; the message says what came instead and with which seed.</summary>
public sealed class ExpectationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ExpectationException(string message)
        : base(message)
    {
    }
}
