namespace Actors.Remote;

/// <summary>What a reliable producer's actor takes; of use to others as the type of its ref only.</summary>
public abstract record ProducerCommand
{
    private protected ProducerCommand()
    {
    }
}
