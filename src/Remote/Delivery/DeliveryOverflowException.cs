namespace Actors.Remote;

/// <summary>Too many calls of <c>SendAsync</c> wait for room; the message has not been accepted.</summary>
public sealed class DeliveryOverflowException : RemoteException
{
    internal DeliveryOverflowException(ActorPath producer, int limit)
        : base($"{limit} messages wait for room in {producer} already (DeliveryOptions.{nameof(DeliveryOptions.MaxWaiting)}); await SendAsync before sending more")
    {
    }
}
