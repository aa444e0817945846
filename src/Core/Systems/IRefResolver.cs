namespace Actors;

/// <summary>Finds actors that are not local: the seam where Remote and Cluster join the engine.</summary>
internal interface IRefResolver
{
    /// <summary>A ref for <paramref name="address"/>, or null if this resolver is not responsible.</summary>
    ActorRef<T>? Resolve<T>(ActorAddress address);
}
