namespace Actors.Cluster;

/// <summary>What became of a wish for a cluster-wide name.</summary>
/// <param name="Registered">True if this node has the name now.</param>
/// <param name="Owner">Who has it.</param>
public readonly record struct NameRegistration(bool Registered, NodeAddress Owner);
