namespace Actors.Remote;

/// <summary>What a reliable consumer's actor takes; of use to others as the type of its ref only.</summary>
/// <typeparam name="T">The message delivered.</typeparam>
public abstract record ConsumerCommand<T>
{
    private protected ConsumerCommand()
    {
    }
}
