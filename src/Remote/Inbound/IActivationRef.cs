namespace Actors.Remote;

/// <summary>A ref to an actor that is brought to life when it is told something.</summary>
internal interface IActivationRef
{
    /// <summary>Where its messages wait on this node; null: they do not. Any thread.</summary>
    ILocalRef? Activation { get; }
}
