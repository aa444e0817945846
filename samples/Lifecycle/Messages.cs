namespace Lifecycle;

internal sealed record PlayMovie(string Title, int UserId);

internal sealed record Recover;
