namespace Actors.Remote;

/// <summary>Where in a message an error came up while it was read.</summary>
/// <param name="Error">The error, as it was thrown.</param>
/// <param name="Path">The members from the outermost to the innermost, such as <c>Lines.Price</c>.</param>
internal sealed record FailedMember(Exception Error, string Path);
