using System.IO.Pipelines;

namespace Actors.Remote;

/// <summary>A connection whose input is paced.</summary>
internal sealed class PacedPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input => input;

    /// <inheritdoc/>
    public PipeWriter Output => output;
}
