namespace Actors.Core.Tests;

/// <summary>What the tests' handlers throw.</summary>
internal sealed class Boom(string message = "boom") : Exception(message);
