namespace Actors.Generators;

/// <summary>What reading one declaration gave: a model (null where it has errors) and what is to be reported.</summary>
internal sealed record Parsed<T>(T? Model, EquatableArray<Finding> Findings)
    where T : class, IEquatable<T>;

/// <summary>An id and where it is given, to find the second use of it.</summary>
internal sealed record IdUse(string Id, string TypeName, Place Place);
