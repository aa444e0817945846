using Actors.Remote;

namespace Actors.Cluster.Tests.Nodes;

[MessageManifest]
public static partial class TestMessages;

/// <summary>Asks a virtual actor where it runs.</summary>
[Message("tests.where")]
public sealed record Where(int Number);

/// <summary>Where it runs, and the key that it was made for.</summary>
[Message("tests.here")]
public sealed record Here(string System, string Key, int Number);
