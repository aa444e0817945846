namespace Actors.Fuzz;

/// <summary>A promise was broken. Says which, by what input; the input belongs into Corpus once it is mended.</summary>
internal sealed class FuzzFailureException(string target, string problem, ReadOnlySpan<byte> input, Exception? cause = null)
    : Exception($"{target}: {problem}\ninput of {input.Length} bytes: {Convert.ToHexString(input[..Math.Min(input.Length, 4096)])}", cause);
