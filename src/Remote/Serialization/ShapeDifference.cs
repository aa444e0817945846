namespace Actors.Remote;

/// <summary>How a message differs between two nodes; the default value: it does not.</summary>
/// <param name="IsCompatible">Both can still read what the other writes, as far as shapes tell.</param>
/// <param name="Text">The difference, for people; null if there is none.</param>
internal readonly record struct ShapeDifference(bool IsCompatible, string? Text);
