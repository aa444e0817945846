namespace Actors.Docs.Tests;

/// <summary>The README's first program, as a user runs it.</summary>
public sealed class HelloProgramTests
{
    [Fact]
    public async Task Hello_Run_PrintsTheGreeting() => Assert.Equal("Hello Ada\n", await SampleProgram.RunAsync("Hello"));
}
