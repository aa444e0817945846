namespace Actors.IntegrationTests;

/// <summary>What a command that ran to its end has given.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">Its output, standard error included.</param>
internal sealed record CommandRun(int ExitCode, IReadOnlyList<string> Lines)
{
    /// <summary>The output as one text.</summary>
    public string Text => string.Join(Environment.NewLine, Lines);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="WaitLimitException">It did not end within the limit; it has been killed.</exception>
    public static async Task<CommandRun> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null, TimeSpan? limit = null)
    {
        string name = $"'{Path.GetFileName(program)} {string.Join(' ', arguments)}'";
        await using var process = HostProcess.Start(name, program, arguments, environment, workingDirectory);
        int exitCode = await process.WaitForExitAsync(limit ?? Limits.Command).ConfigureAwait(false);
        return new CommandRun(exitCode, process.Output.Snapshot());
    }

    /// <summary>Itself, if the command succeeded.</summary>
    /// <exception cref="CommandFailedException">The exit code is not 0.</exception>
    public CommandRun Succeeded(string command) =>
        ExitCode == 0 ? this : throw new CommandFailedException(command, ExitCode, Text);
}
