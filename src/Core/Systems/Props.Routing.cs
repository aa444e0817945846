namespace Actors;

/// <content>Actors that are routers.</content>
public sealed partial record Props<T>
{
    /// <summary>What a router sends to, and how; null for other actors.</summary>
    internal RouterPlan<T>? Router
    {
        get => _wiring.Router;
        init => _wiring = _wiring with { Router = value };
    }
}
